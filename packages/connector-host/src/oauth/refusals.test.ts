import { type OAuth, oauthClientCredentials, oauthRefreshToken } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import type { Bounds, OpenOptions } from "../index.ts";
import { failure, withHttp } from "../testing/acme.ts";
import { selfSigned } from "../testing/certificates.ts";
import { CLIENT, OAUTH, oauthChanges, serveOAuth } from "../testing/oauth-vendor.ts";
import { json, serve, serveBytes, serveRaw, serveTls } from "../testing/servers.ts";

const tokenUrl = () => "https://acme.example/token";
/** One goes through the library, the other through the host's own transport. */
const WAYS = [
  ["by the library", oauthRefreshToken({ label: "App", tokenUrl })],
  ["by the host", oauthRefreshToken({ label: "App", tokenUrl, clientAuth: { scheme: "ID" } })],
] as const;

interface Ask extends Pick<OpenOptions, "resolve"> {
  auth?: OAuth;
  secrets?: object;
  bounds?: Partial<Bounds>;
}

/** The error of a request whose token is asked for at `url`. */
function errorAt(url: string, { auth, secrets, bounds, ...options }: Ask = {}): Promise<unknown> {
  return failure(
    withHttp(url, (http) => http.get("/employees"), {
      connector: auth ? { auth: { oauth: auth } } : oauthChanges(),
      auth: secrets ?? OAUTH,
      bounds: { attempts: 1, ...bounds },
      ...options,
    }),
  );
}

async function answering(status: number, body: unknown, headers = {}): Promise<string> {
  const server = await serve((_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  return `http://${server.host}`;
}

describe.each(WAYS)("a token endpoint asked %s", (_, auth) => {
  test.each([
    [400, { error: "invalid_grant" }, "auth", "reauthorize"],
    [401, { error: "invalid_grant" }, "auth", "reauthorize"],
    [400, { error: "invalid_request" }, "auth", "reauthorize"],
    [401, {}, "auth", "reauthorize"],
    [200, { error: "invalid_grant" }, "auth", "reauthorize"],
    [401, { error: "invalid_client" }, "auth", "badClient"],
    [400, { error: "unauthorized_client" }, "auth", "badClient"],
    [400, { error: "unsupported_grant_type" }, "contract", "refusedRequest"],
    [403, {}, "permission", "forbidden"],
    [404, {}, "contract", "notFound"],
    [429, {}, "transient", "vendorUnavailable"],
    [500, {}, "transient", "vendorUnavailable"],
    // Workday for a tenant that it does not know.
    [503, { error: "invalid_request" }, "transient", "vendorUnavailable"],
    [200, {}, "contract", "badTokenAnswer"],
    [200, { access_token: "two words" }, "contract", "badTokenAnswer"],
    [200, { access_token: "a", token_type: "mac" }, "contract", "badTokenAnswer"],
    [200, [], "contract", "badTokenAnswer"],
  ])("that answers %s %j is an error of kind %s, %s", async (status, body, kind, code) => {
    const error = await errorAt(await answering(status, body), { auth });
    expect(error).toMatchObject({ kind, code });
    expect(error).toHaveProperty("message", expect.stringContaining("POST /token"));
  });

  test("that asks for a pause is given it; a long one is left to a later run", async () => {
    const short = await errorAt(await answering(429, {}, { "retry-after": "7" }), { auth });
    expect(short).toMatchObject({ kind: "transient", retryAfterMs: 7_000 });
    const long = await errorAt(await answering(503, {}, { "retry-after": "3600" }), { auth });
    expect(long).toMatchObject({ kind: "rateLimited", retryAfterMs: 3_600_000 });
  });

  test("that is unwell for a moment is asked again", async () => {
    const vendor = await serveOAuth({
      onToken: (_call, response) => {
        if (vendor.tokenCalls.length > 2) return false;
        json(response, {}, 503);
        return true;
      },
    });
    await withHttp(vendor.url, (http) => http.get("/employees"), {
      connector: { auth: { oauth: auth } },
      auth: OAUTH,
    });
    expect(vendor.tokenCalls).toHaveLength(3);
  });

  test.each([
    ["a web page", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "badContent"],
    [
      "an empty body",
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n",
      /^(badTokenAnswer|emptyBody)$/,
    ],
    ["cut JSON", 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"access_token":"a', "cutBody"],
    [
      "a short body",
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}",
      "cutBody",
    ],
    ["a hang-up", "", "unreachable"],
    ["no HTTP", "hello\r\n\r\n", "badContent"],
  ])("that answers with %s gives no token", async (_name, bytes, code) => {
    const server = await serveBytes(bytes);
    const error = await errorAt(`http://${server.host}`, { auth });
    expect(error).toMatchObject({ code: typeof code === "string" ? code : expect.stringMatching(code) });
  });

  test("that redirects is not followed", async () => {
    const elsewhere = await serve((_request, response) => json(response, { access_token: "stolen" }));
    const url = await answering(307, {}, { location: `http://${elsewhere.host}/token` });
    expect(await errorAt(url, { auth })).toMatchObject({ kind: "contract", code: "redirect", status: 307 });
    expect(elsewhere.connections()).toBe(0);
  });

  test("that sends without end is cut at its bound", async () => {
    const url = await answering(200, { access_token: "a".repeat(5_000) });
    expect(await errorAt(url, { auth, bounds: { maxBytes: 1_000 } })).toMatchObject({ code: "tooLarge" });
  });

  test.each([
    ["headers", ""],
    ["a body", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"],
  ])("whose answer drips %s is left at the deadline, and the connection closed", async (_what, start) => {
    const closed: boolean[] = [];
    const server = await serveRaw((socket) => {
      socket.on("error", () => undefined);
      socket.once("close", () => closed.push(true));
      socket.resume().write(start);
    });
    const error = await errorAt(`http://${server.host}`, { auth, bounds: { deadlineMs: 100 } });
    expect(error).toMatchObject({ kind: "transient", code: "timedOut" });
    await expect.poll(() => closed).toEqual([true]);
  });

  test("whose certificate nobody vouches for is sent nothing", async () => {
    let asked = 0;
    const day = 86_400_000;
    const pem = selfSigned("vendor.test", {
      from: new Date(Date.now() - day),
      to: new Date(Date.now() + day),
    });
    const server = await serveTls(pem, () => (asked += 1));
    const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
    const error = await errorAt(`https://vendor.test:${server.port}`, { auth, resolve });
    expect(error).toMatchObject({ code: "badCertificate", cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(asked).toBe(0);
  });

  test("whose name leads into the network is not asked", async () => {
    const error = await failure(
      withHttp(undefined, (http) => http.get("/employees"), {
        connector: { auth: { oauth: auth } },
        auth: OAUTH,
        resolve: async (name) => [
          { address: name === "acme.example" ? "10.0.0.7" : "93.184.215.14", family: 4 },
        ],
      }),
    );
    expect(error).toMatchObject({ kind: "config", code: "refusedAddress" });
    expect(error).toHaveProperty("message", expect.stringContaining("acme.example:443"));
  });

  test.each(["https://10.0.0.7/token", "http://acme.example/token", "https://acme.example:8443/token"])(
    "at %s is refused before the first request",
    async (url) => {
      const vendor = await serveOAuth();
      const error = await failure(
        withHttp(undefined, (http) => http.get("/employees"), {
          connector: { auth: { oauth: { ...auth, tokenUrl: () => url } } },
          auth: OAUTH,
        }),
      );
      expect(error).toMatchObject({ kind: "config", code: "refusedAddress" });
      expect(vendor.tokenCalls).toEqual([]);
    },
  );
});

test("an admin is told to connect again, or which parts of the client to replace", async () => {
  const revoked = await errorAt(await answering(400, { error: "invalid_grant" }));
  expect(revoked).toHaveProperty("fix", expect.stringContaining("Connect again"));
  expect(revoked).toHaveProperty("fix", expect.stringContaining("Connect under Account, Apps."));
  const client = await errorAt(await answering(401, { error: "invalid_client" }));
  expect(client).toHaveProperty("fix", expect.stringMatching(/auth\.clientId, auth\.clientSecret\./));
});

test("without a refresh token every refusal means the client", async () => {
  const auth = oauthClientCredentials({ label: "App", tokenUrl });
  const secrets = { method: "oauth", ...CLIENT };
  const error = await errorAt(await answering(400, { error: "invalid_grant" }), { auth, secrets });
  expect(error).toMatchObject({ kind: "auth", code: "badClient" });
});

test("a refusal is asked for once, however many requests follow", async () => {
  const vendor = await serveOAuth({
    onToken: (_call, response) => {
      json(response, { error: "invalid_grant" }, 400);
      return true;
    },
  });
  await withHttp(
    vendor.url,
    async (http) => {
      for (let time = 0; time < 3; time += 1) {
        expect(await failure(http.get("/employees"))).toMatchObject({ code: "reauthorize" });
      }
      return "done";
    },
    { connector: oauthChanges(), auth: OAUTH },
  );
  expect([vendor.tokenCalls.length, vendor.pageCalls.length]).toEqual([1, 0]);
});
