import { inspect } from "node:util";
import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { API_KEY, AS_OF, acme, failure, open, withHttp } from "./testing/acme.ts";
import { printed } from "./testing/printed.ts";
import { serve, serveBytes, serveRaw } from "./testing/servers.ts";

const ENCODED = Buffer.from(`${API_KEY}:x`).toString("base64");
const PERSON = "Mira-Okafor-204";
const MARKS = [API_KEY, ENCODED, PERSON];

/** The error of a request whose path, query and headers all hold the marks, beside the sign-in. */
function errorOf(host: string, bounds = {}): Promise<unknown> {
  const query = { key: API_KEY, name: PERSON };
  return failure(
    withHttp(
      `http://${host}`,
      (http) => http.get(`/people/${PERSON}`, { query, headers: { "x-echo": API_KEY } }),
      {
        bounds: { attempts: 2, ...bounds },
      },
    ),
  );
}

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const ECHO = `{"name":"${PERSON}","key":"${API_KEY}","auth":"${ENCODED}"}`;

test.each([
  [
    "401",
    `HTTP/1.1 401 ${API_KEY}\r\nWWW-Authenticate: Basic realm="${API_KEY}"\r\nSet-Cookie: s=${API_KEY}\r\n\r\n${ECHO}`,
  ],
  [
    "400 with an echo",
    `HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nX-Echo: ${API_KEY}\r\n\r\n${ECHO}`,
  ],
  ["500 with an echo", `HTTP/1.1 500 Bad\r\nContent-Type: text/html\r\n\r\n${ECHO}`],
  [
    "a redirect",
    `HTTP/1.1 302 Found\r\nLocation: https://u:${API_KEY}@evil.example/${PERSON}?k=${API_KEY}\r\n\r\n`,
  ],
  ["a web page", `HTTP/1.1 200 OK\r\nContent-Type: text/html; x=${API_KEY}\r\n\r\n${ECHO}`],
  ["cut JSON", `${HEAD}\r\n${ECHO.slice(0, -3)}`],
  ["no JSON", `${HEAD}\r\n${ECHO.slice(1)}`],
  ["a body cut by its length", `${HEAD}Content-Length: 999\r\n\r\n${ECHO}`],
  ["no HTTP", `${ECHO}\r\n\r\n`],
  ["a hang-up", ""],
])("%s: no error shows a secret or a person", async (_name, bytes) => {
  const server = await serveBytes(bytes);
  const error = await errorOf(server.host);
  expect(isConnectorError(error)).toBe(true);
  for (const mark of MARKS) expect(printed(error)).not.toContain(mark);
});

test("neither does a refused connection, a deadline or a body too large", async () => {
  const mute = await serveRaw((socket) => socket.on("error", () => undefined));
  const large = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(ECHO);
  });
  for (const error of [
    await errorOf("127.0.0.1:1"),
    await errorOf(mute.host, { deadlineMs: 50 }),
    await errorOf(large.host, { maxBytes: 10 }),
  ]) {
    expect(isConnectorError(error)).toBe(true);
    for (const mark of MARKS) expect(printed(error)).not.toContain(mark);
  }
});

test("an open connector shows no secret, nor do failed checks", async () => {
  const server = await serveBytes(`HTTP/1.1 401 No\r\n\r\n${ECHO}`);
  const opened = open(acme(), `http://${server.host}`);
  const checks = await opened.verify({ asOf: AS_OF, signal: new AbortController().signal });
  const shown =
    inspect([opened, checks], { depth: null, showHidden: true }) + JSON.stringify([opened, checks]);
  for (const mark of MARKS) expect(shown).not.toContain(mark);
});
