import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { isConnectorError, oauthRefreshToken } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { AS_OF, failure, open, withHttp } from "../testing/acme.ts";
import { acmeOAuth, CLIENT, FIRST_REFRESH, OAUTH, serveOAuth } from "../testing/oauth-vendor.ts";
import { printed } from "../testing/printed.ts";
import { serve, serveBytes, serveRaw } from "../testing/servers.ts";

const tokenUrl = () => "https://acme.example/token";
const WAYS = [
  ["the library", oauthRefreshToken({ label: "App", tokenUrl })],
  ["the library, client in the form", oauthRefreshToken({ label: "App", tokenUrl, clientAuth: "body" })],
  ["the host", oauthRefreshToken({ label: "App", tokenUrl, clientAuth: { scheme: "ID" } })],
] as const;

const PAIR = Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString("base64");
const ACCESS = "canary-access-1";
const MARKS = [CLIENT.clientSecret, FIRST_REFRESH, PAIR, ACCESS];
const ECHO = JSON.stringify({
  error: FIRST_REFRESH,
  access_token: `${ACCESS} ${PAIR}`,
  error_description: PAIR,
});
const JSON_HEAD = "Content-Type: application/json\r\n";

describe.each(WAYS)("an exchange by %s", (_way, auth) => {
  const errorAt = (host: string, bounds = {}): Promise<unknown> =>
    failure(
      withHttp(`http://${host}`, (http) => http.get("/employees"), {
        connector: { auth: { oauth: auth } },
        auth: OAUTH,
        bounds: { attempts: 2, ...bounds },
      }),
    );

  test.each([
    ["401 with an echo", `HTTP/1.1 401 ${PAIR}\r\n${JSON_HEAD}X-Echo: ${PAIR}\r\n\r\n${ECHO}`],
    ["500 with an echo", `HTTP/1.1 500 Bad\r\nContent-Type: text/html\r\n\r\n${ECHO}`],
    ["a redirect", `HTTP/1.1 302 Found\r\nLocation: https://u:${PAIR}@evil.example/?t=${ACCESS}\r\n\r\n`],
    [
      "a token that cannot be used",
      `HTTP/1.1 200 OK\r\n${JSON_HEAD}\r\n{"access_token":"${ACCESS} ${PAIR}"}`,
    ],
    ["a web page", `HTTP/1.1 200 OK\r\nContent-Type: text/html; x=${ACCESS}\r\n\r\n${ECHO}`],
    ["cut JSON", `HTTP/1.1 200 OK\r\n${JSON_HEAD}\r\n${ECHO.slice(0, -3)}`],
    ["a body cut by its length", `HTTP/1.1 200 OK\r\n${JSON_HEAD}Content-Length: 999\r\n\r\n${ECHO}`],
    ["no HTTP", `${ECHO}\r\n\r\n`],
    ["a hang-up", ""],
  ])("that ends in %s shows no secret", async (_name, bytes) => {
    const server = await serveBytes(bytes);
    const error = await errorAt(server.host);
    expect(isConnectorError(error)).toBe(true);
    for (const mark of MARKS) expect(printed(error)).not.toContain(mark);
  });

  test("that ends in a refused connection, a deadline or a body too large shows none either", async () => {
    const mute = await serveRaw((socket) => socket.on("error", () => undefined));
    const large = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(ECHO);
    });
    for (const error of [
      await errorAt("127.0.0.1:1"),
      await errorAt(mute.host, { deadlineMs: 50 }),
      await errorAt(large.host, { maxBytes: 10 }),
    ]) {
      expect(isConnectorError(error)).toBe(true);
      for (const mark of MARKS) expect(printed(error)).not.toContain(mark);
    }
  });
});

test("an open connector that holds tokens shows none, nor do its checks", async () => {
  const vendor = await serveOAuth();
  const opened = open(acmeOAuth(), vendor.url, { auth: OAUTH });
  const checks = await opened.verify({ asOf: AS_OF, signal: new AbortController().signal });
  expect(vendor.pageCalls).toEqual([ACCESS]);
  const shown =
    inspect([opened, checks], { depth: null, showHidden: true }) + JSON.stringify([opened, checks]);
  for (const mark of MARKS) expect(shown).not.toContain(mark);
});

test("nothing is written where DEBUG asks everybody to talk", async () => {
  const vendor = await serveOAuth();
  const child = spawn(process.execPath, [new URL("../testing/exchange-child.ts", import.meta.url).pathname], {
    env: { ...process.env, DEBUG: "*", VENDOR: vendor.url, SECRETS: JSON.stringify(OAUTH) },
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect(vendor.tokenCalls).toHaveLength(1);
  expect(out).toBe("exchanged\n");
  for (const mark of MARKS) expect(out + err).not.toContain(mark);
});
