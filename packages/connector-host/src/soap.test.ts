import { text } from "node:stream/consumers";
import {
  ConnectorError,
  isXmlElement,
  usernameTokenAuth,
  secret,
  xmlFirst,
  xmlTextAt,
} from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { failure, withHttp } from "./testing/acme.ts";
import { serve, type TestServer } from "./testing/servers.ts";

const WORKER = `<wd:Worker wd:id="007"><wd:Number>00123</wd:Number><wd:Empty/><wd:Name> Ada &amp; Co </wd:Name></wd:Worker>`;

function envelope(content: string, prefix = "env"): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><${prefix}:Envelope xmlns:${prefix}="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wd="urn:acme">` +
    `<${prefix}:Body>${content}</${prefix}:Body></${prefix}:Envelope>`
  );
}

const FAULT = envelope(
  `<soap:Fault xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><faultcode>soap:Client</faultcode><faultstring>bad password</faultstring></soap:Fault>`,
);

interface Reply {
  status?: number;
  type?: string;
  body: string;
}

/** Answers these in turn, the last one for ever, and keeps what was asked. */
async function serveXml(
  ...replies: [Reply, ...Reply[]]
): Promise<{ server: TestServer; asked: { headers: NodeJS.Dict<string | string[]>; body: string }[] }> {
  const asked: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  const server = await serve((request, response) => {
    void text(request).then((body) => {
      const reply = replies[Math.min(asked.length, replies.length - 1)] ?? replies[0];
      asked.push({ headers: request.headers, body });
      response
        .writeHead(reply.status ?? 200, { "content-type": reply.type ?? "text/xml; charset=utf-8" })
        .end(reply.body);
    });
  });
  return { server, asked };
}

const MESSAGE = { header: "<wd:Common/>", body: `<wd:Get xmlns:wd="urn:acme"/>` };

describe("a SOAP request", () => {
  test("goes out as SOAP 1.1 and comes back as elements whose values are what was sent", async () => {
    const { server, asked } = await serveXml({ body: envelope(WORKER) });
    const { body } = await withHttp(`http://${server.host}`, (http) => http.soap("/Staffing", MESSAGE));
    expect(asked[0]?.headers).toMatchObject({ soapaction: '""', "content-type": "text/xml; charset=utf-8" });
    expect(asked[0]?.body).toContain(
      `<soap:Header><wd:Common/></soap:Header><soap:Body><wd:Get xmlns:wd="urn:acme"/></soap:Body>`,
    );
    expect([body.name, body.namespace, body.attributes]).toEqual(["Worker", "urn:acme", { id: "007" }]);
    expect(["Number", "Empty", "Name", "Missing"].map((name) => xmlTextAt(body, name))).toEqual([
      "00123",
      null,
      "Ada & Co",
      undefined,
    ]);
  });

  test("is signed in its own header where the user signs with a name and a password", async () => {
    const { server, asked } = await serveXml({ body: envelope(WORKER) });
    const auth = {
      user: usernameTokenAuth({
        label: "User",
        secrets: { name: secret("Name"), word: secret("Password") },
        username: ({ secrets }) => secrets.name,
        password: ({ word }) => word,
      }),
    };
    await withHttp(`http://${server.host}`, (http) => http.soap("/Staffing", MESSAGE), {
      connector: { auth },
      auth: { method: "user", name: "isu@acme", word: "s3cret" },
    });
    expect(asked[0]?.headers).not.toHaveProperty("authorization");
    expect(asked[0]?.body).toContain("<wsse:Username>isu@acme</wsse:Username>");
  });

  test("that is answered with a fault is read by the connector before anything is repeated, also at status 200", async () => {
    for (const status of [500, 200]) {
      const { server, asked } = await serveXml({ status, body: FAULT });
      const seen: unknown[] = [];
      const work = withHttp(`http://${server.host}`, (http) => http.soap("/Staffing", MESSAGE), {
        connector: {
          translateError: ({ body }) => {
            const fault = isXmlElement(body) ? xmlFirst(body, "Body", "Fault") : undefined;
            seen.push(xmlTextAt(fault, "faultstring"));
            return new ConnectorError("auth", "No.", { code: "badCredentials", fix: "Replace it." });
          },
        },
      });
      expect(await failure(work)).toMatchObject({ kind: "auth", code: "badCredentials" });
      expect([seen, asked.length]).toEqual([["bad password"], 1]);
    }
  });

  test("is tried again after a fault that nobody knows", async () => {
    const { server, asked } = await serveXml({ status: 500, body: FAULT }, { body: envelope(WORKER) });
    const answer = await withHttp(`http://${server.host}`, (http) => http.soap("/Staffing", MESSAGE));
    expect([answer.body.name, asked.length]).toEqual(["Worker", 2]);
  });

  const bomb = `<!DOCTYPE lolz [<!ENTITY lol "lol">]>${envelope(WORKER).replace(/^<\?.*?\?>/, "")}`;
  test.each([
    ["a web page", { body: "<html>Sign in</html>", type: "text/html" }, "badContent"],
    ["XML that is no envelope", { body: "<Report_Data/>" }, "badContent"],
    ["an envelope with an empty body", { body: envelope("") }, "badContent"],
    ["an envelope that is cut", { body: envelope(WORKER).slice(0, -30) }, "cutBody"],
    ["a document type with entities", { body: bomb }, "cutBody"],
    [
      "an entity that nobody declared",
      { body: envelope("<wd:A xmlns:wd='urn:acme'>&xxe;</wd:A>") },
      "cutBody",
    ],
    ["elements nested without end", { body: envelope("<a>".repeat(500) + "</a>".repeat(500)) }, "cutBody"],
    ["nothing", { body: "" }, "emptyBody"],
  ])("answered with %s is an error and no answer", async (_, reply, code) => {
    const { server } = await serveXml(reply);
    const work = withHttp(`http://${server.host}`, (http) => http.soap("/Staffing", MESSAGE), {
      bounds: { attempts: 1 },
    });
    expect(await failure(work)).toMatchObject({ code });
  });
});
