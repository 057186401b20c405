import tls from "node:tls";
import { basicAuth, headerAuth, oauthAssertion, oauthClientCredentials, secret } from "@muster/connector-sdk";
import { describe, expect, onTestFinished, test } from "vitest";
import { failure, withHttp } from "./testing/acme.ts";
import { selfSigned } from "./testing/certificates.ts";
import { CLIENT, serveOAuth } from "./testing/oauth-vendor.ts";
import { json, serve, serveTls, type TestServer } from "./testing/servers.ts";

const DAY = 86_400_000;
const valid = { from: new Date(Date.now() - DAY), to: new Date(Date.now() + DAY) };
const tokenUrl = () => "https://acme.example/token";

/** A server that says which headers it was sent. */
function echo(): Promise<TestServer> {
  return serve((request, response) => json(response, request.headers));
}

describe("a vendor with headers of its own", () => {
  const auth = {
    key: headerAuth({
      label: "Key",
      secrets: { apiKey: secret("API key") },
      headers: { "x-api-key": ({ apiKey }) => apiKey },
    }),
  };

  test("is sent them with every request, and no Authorization", async () => {
    const server = await echo();
    const { body } = await withHttp(`http://${server.host}`, (http) => http.get("/x"), {
      connector: { auth },
      auth: { method: "key", apiKey: "k-1" },
    });
    expect(body).toMatchObject({ "x-api-key": "k-1" });
    expect(body).not.toHaveProperty("authorization");
  });

  test("is sent them beside its Authorization", async () => {
    const server = await echo();
    const both = basicAuth({
      label: "User",
      secrets: { name: secret("User"), word: secret("Password"), customer: secret("Customer key") },
      username: ({ name }) => name,
      password: ({ word }) => word,
      headers: { "us-customer-api-key": ({ customer }) => customer },
    });
    const { body } = await withHttp(`http://${server.host}`, (http) => http.get("/x"), {
      connector: { auth: { user: both } },
      auth: { method: "user", name: "u", word: "w", customer: "c-1" },
    });
    expect(body).toMatchObject({
      "us-customer-api-key": "c-1",
      authorization: `Basic ${Buffer.from("u:w").toString("base64")}`,
    });
  });

  test("is not asked with a value that no header can hold, and the value is not repeated", async () => {
    const server = await echo();
    const work = withHttp(`http://${server.host}`, (http) => http.get("/x"), {
      connector: { auth },
      auth: { method: "key", apiKey: "clé" },
    });
    expect(await failure(work)).toMatchObject({
      kind: "config",
      code: "badSecret",
      message: expect.not.stringContaining("clé"),
    });
    expect(server.connections()).toBe(0);
  });
});

describe("a vendor that wants a client certificate", () => {
  const auth = {
    mutual: basicAuth({
      label: "Certificate",
      secrets: {
        certificate: secret("Certificate", { lines: true }),
        privateKey: secret("Private key", { lines: true }),
      },
      username: () => "u",
      password: "x",
      clientCertificate: ({ certificate, privateKey }) => ({ cert: certificate, key: privateKey }),
    }),
  };

  test("is shown it when connecting", async () => {
    const [server, client] = [selfSigned("vendor.test", valid), selfSigned("client.test", valid)];
    const before = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...before, server.cert]);
    onTestFinished(() => tls.setDefaultCACertificates(before));
    const { port } = await serveTls(
      { ...server, requestCert: true, rejectUnauthorized: true, ca: client.cert },
      (request, response) => {
        const socket = request.socket as tls.TLSSocket;
        json(response, { subject: socket.getPeerCertificate().subject.CN });
      },
    );
    const { body } = await withHttp(`https://vendor.test:${port}`, (http) => http.get("/x"), {
      resolve: async () => [{ address: "127.0.0.1", family: 4 }],
      connector: { auth },
      auth: { method: "mutual", certificate: client.cert, privateKey: client.key },
    });
    expect(body).toEqual({ subject: "client.test" });
  });

  test("is not asked with one that is none, or whose key is another's", async () => {
    const [one, other] = [selfSigned("a.test", valid), selfSigned("b.test", valid)];
    const server = await echo();
    for (const [certificate, privateKey] of [
      ["not PEM", one.key],
      [one.cert, other.key],
    ]) {
      const work = withHttp(`http://${server.host}`, (http) => http.get("/x"), {
        connector: { auth },
        auth: { method: "mutual", certificate, privateKey },
      });
      expect(await failure(work)).toMatchObject({ kind: "config", code: "badSecret" });
    }
  });
});

describe("a token endpoint", () => {
  test("takes an assertion that the connector makes of its own secrets", async () => {
    const vendor = await serveOAuth();
    const oauth = oauthAssertion({
      label: "SAML",
      tokenUrl,
      secrets: { company: secret("Company"), key: secret("Key") },
      grantType: "urn:ietf:params:oauth:grant-type:saml2-bearer",
      assertion: ({ secrets, now }) => `${secrets["company"]}/${now.getTime() > 0}/${secrets["key"]?.length}`,
    });
    await withHttp(vendor.url, (http) => http.get("/employees"), {
      connector: { auth: { oauth } },
      auth: { method: "oauth", company: "acme", key: "k-12" },
    });
    expect(vendor.tokenCalls).toMatchObject([
      {
        authorization: undefined,
        form: { grant_type: "urn:ietf:params:oauth:grant-type:saml2-bearer", assertion: "acme/true/4" },
      },
    ]);
  });

  test("hears nothing of what an assertion's maker said of a key", async () => {
    const vendor = await serveOAuth();
    const oauth = oauthAssertion({
      label: "SAML",
      tokenUrl,
      secrets: { key: secret("Key") },
      grantType: "urn:x",
      assertion: ({ secrets }) => {
        throw new Error(`cannot sign with ${secrets["key"]}`);
      },
    });
    const work = withHttp(vendor.url, (http) => http.get("/employees"), {
      connector: { auth: { oauth } },
      auth: { method: "oauth", key: "canary-key" },
    });
    const error = await failure(work);
    expect(error).toMatchObject({ kind: "bug", code: "connectorThrew" });
    expect(String((error as Error).stack) + String((error as Error).cause)).not.toContain("canary-key");
  });

  test("that wants JSON gets JSON", async () => {
    const bodies: { type: string | undefined; body: string }[] = [];
    const server = await serve((request, response) => {
      if (request.url !== "/token") return json(response, { people: [], next: null });
      let body = "";
      request.on("data", (piece: Buffer) => (body += piece.toString()));
      request.on("end", () => {
        bodies.push({ type: request.headers["content-type"], body });
        json(response, { access_token: "t-1", token_type: "Bearer", expires_in: 3600 });
      });
    });
    const oauth = oauthClientCredentials({
      label: "Client",
      tokenUrl,
      clientAuth: "body",
      tokenBody: "json",
    });
    await withHttp(`http://${server.host}`, (http) => http.get("/employees"), {
      connector: { auth: { oauth } },
      auth: { method: "oauth", ...CLIENT },
    });
    expect(bodies.map(({ type, body }) => [type, JSON.parse(body) as unknown])).toEqual([
      [
        "application/json",
        { grant_type: "client_credentials", client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret },
      ],
    ]);
  });
});
