import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test, vi } from "vitest";
import { failure, open, withHttp, acme, AS_OF, API_KEY } from "./testing/acme.ts";
import { json, serve, serveBytes, type TestServer } from "./testing/servers.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

function failureOf(server: TestServer, options: Parameters<typeof withHttp>[2] = {}): Promise<unknown> {
  return failure(withHttp(`http://${server.host}/v1`, (http) => http.get("/employees"), options));
}

test("a request carries the sign-in unasked, what it accepts and who asks", async () => {
  const server = await serve((request, response) =>
    json(response, { url: request.url, headers: request.headers }),
  );
  const { status, headers, body } = await withHttp(`http://${server.host}/v1`, (http) =>
    http.get("/employees", { query: { "page[limit]": 2 }, headers: { "X-Extra": "1" } }),
  );
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("application/json");
  expect(body).toMatchObject({
    url: "/v1/employees?page%5Blimit%5D=2",
    headers: {
      accept: "application/json",
      authorization: `Basic ${Buffer.from(`${API_KEY}:x`).toString("base64")}`,
      "user-agent": "muster",
      "x-extra": "1",
    },
  });
});

test("a compressed answer is read", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(gzipSync('{"name":"Zoë"}'));
  });
  const { body } = await withHttp(`http://${server.host}`, (http) => http.get("/x"));
  expect(body).toEqual({ name: "Zoë" });
});

test.each([
  ["a sign-in page", "text/html; charset=utf-8", "<html>Sign in</html>", /web page/],
  ["XML", "application/xml", "<employees/>", /not JSON/],
  ["text", "text/plain", "[]", /not JSON/],
])("200 with %s is bad content and is not asked for again", async (_name, type, text, message) => {
  let asked = 0;
  const server = await serve((_request, response) => {
    asked += 1;
    response.writeHead(200, { "content-type": type }).end(text);
  });
  expect(await failureOf(server)).toMatchObject({
    kind: "contract",
    code: "badContent",
    status: 200,
    message: expect.stringMatching(message),
  });
  expect(asked).toBe(1);
});

test("JSON in an encoding that nobody asked for is bad content", async () => {
  const server = await serveBytes(`${HEAD}Content-Encoding: rot13\r\nContent-Length: 2\r\n\r\n{}`);
  expect(await failureOf(server)).toMatchObject({ code: "badContent" });
});

test.each([
  ["a body shorter than its length", `${HEAD}Content-Length: 40\r\n\r\n{"people":["1"]`],
  ["chunks that end early", `${HEAD}Transfer-Encoding: chunked\r\n\r\nf\r\n{"people":["1"]\r\n`],
  ["a closed connection in mid-JSON", `${HEAD}\r\n{"people":["1"]`],
  ["a closed connection before the first byte", `${HEAD}\r\n`],
  ["whole framing around half the JSON", `${HEAD}Content-Length: 15\r\n\r\n{"people":["1"]`],
  [
    "half a gzip stream",
    Buffer.concat([
      Buffer.from(`${HEAD}Content-Encoding: gzip\r\n\r\n`),
      gzipSync(JSON.stringify(process.versions)).subarray(0, 40),
    ]),
  ],
])("%s is a cut body, asked for again and then given up", async (_name, bytes) => {
  const server = await serveBytes(bytes);
  expect(await failureOf(server, { bounds: { attempts: 3 } })).toMatchObject({
    kind: "transient",
    code: "cutBody",
    message: expect.stringMatching(/\(GET \/employees\)\. Tried 3 times\.$/),
  });
  expect(server.connections()).toBe(3);
});

test("a cut body that comes whole the second time is no failure", async () => {
  let asked = 0;
  const server = await serve((_request, response) => {
    asked += 1;
    response.writeHead(200, { "content-type": "application/json", "content-length": 16 });
    if (asked > 1) response.end('{"people":["1"]}');
    else {
      response.write('{"peo');
      response.socket?.end();
    }
  });
  const { body } = await withHttp(`http://${server.host}`, (http) => http.get("/employees"));
  expect(body).toEqual({ people: ["1"] });
  expect(asked).toBe(2);
});

test.each([
  ["a length of none", `${HEAD}Content-Length: 0\r\n\r\n`],
  ["no chunks", `${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
])("200 with %s is an empty body", async (_name, bytes) => {
  expect(await failureOf(await serveBytes(bytes))).toMatchObject({ kind: "contract", code: "emptyBody" });
});

test("204 has no body, and null is a body: judging it is the connector's part", async () => {
  const none = await serve((_request, response) => response.writeHead(204).end());
  expect(await withHttp(`http://${none.host}`, (http) => http.get("/x"))).toMatchObject({
    status: 204,
    body: null,
  });
  const nothing = await serve((_request, response) => json(response, null));
  expect(await withHttp(`http://${nothing.host}`, (http) => http.get("/x"))).toMatchObject({
    status: 200,
    body: null,
  });
});

test.each([301, 302, 303, 307, 308])(
  "a redirect (%i) is refused and nothing is sent where it leads",
  async (status) => {
    const trap = await serve((_request, response) => json(response, {}));
    const server = await serve((_request, response) =>
      response.writeHead(status, { location: `http://${trap.host}/latest/meta-data?token=canary` }).end("{}"),
    );
    const error = await failureOf(server);
    expect(error).toMatchObject({ kind: "contract", code: "redirect", status });
    expect(error).toHaveProperty(
      "message",
      expect.stringContaining(`redirects to ${trap.host}, HTTP ${status}`),
    );
    expect(error).toHaveProperty("message", expect.not.stringContaining("canary"));
    expect(trap.connections()).toBe(0);
  },
);

test.each([
  [400, "contract", "refusedRequest", 1],
  [401, "auth", "badCredentials", 1],
  [403, "permission", "forbidden", 1],
  [404, "contract", "notFound", 1],
  [408, "transient", "vendorUnavailable", 2],
  [418, "contract", "refusedRequest", 1],
  [429, "rateLimited", "rateLimited", 2],
  [500, "transient", "vendorUnavailable", 2],
  [502, "transient", "vendorUnavailable", 2],
  [503, "transient", "vendorUnavailable", 2],
  [504, "transient", "vendorUnavailable", 2],
  [598, "transient", "vendorUnavailable", 2],
])("status %i is %s, code %s, asked %i times when twice is allowed", async (status, kind, code, times) => {
  let asked = 0;
  const server = await serve((_request, response) => {
    asked += 1;
    response.writeHead(status, { "content-type": "text/html" }).end("<p>no</p>");
  });
  expect(await failureOf(server, { bounds: { attempts: 2 } })).toMatchObject({ kind, code, status });
  expect(asked).toBe(times);
});

test("a rejected key: the message names the secret, the fix where to make a new one", async () => {
  const server = await serve((_request, response) => response.writeHead(401).end());
  expect(await failureOf(server)).toMatchObject({
    message: "Acme HR rejected the API key, HTTP 401 (GET /employees).",
    fix: "Replace auth.apiKey. Make one under Account, API keys.",
  });
});

test("an expected status is an answer, with its body where that is JSON", async () => {
  const server = await serve((request, response) => {
    if (request.url === "/json") json(response, { error: "no such employee" }, 404);
    else response.writeHead(404, { "content-type": "text/html" }).end("no");
  });
  const [first, second] = await withHttp(`http://${server.host}`, async (http) => [
    await http.get("/json", { expect: [404] }),
    await http.get("/other", { expect: [404] }),
  ]);
  expect(first).toMatchObject({ status: 404, body: { error: "no such employee" } });
  expect(second).toMatchObject({ status: 404, body: null });
});

test("what is no HTTP is bad content", async () => {
  expect(await failureOf(await serveBytes("SSH-2.0-OpenSSH_9.9\r\n"))).toMatchObject({
    kind: "contract",
    code: "badContent",
  });
});

test("a closed port is transient", async () => {
  // Port 1 (tcpmux) is below what an unprivileged test server could take.
  const error = await failure(
    withHttp("http://127.0.0.1:1/v1", (http) => http.get("/employees"), { bounds: { attempts: 2 } }),
  );
  expect(error).toMatchObject({ kind: "transient", code: "unreachable", cause: { code: "ECONNREFUSED" } });
});

test("proxies named in the environment are not used", async () => {
  const proxy = await serve((_request, response) => json(response, {}));
  for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"]) {
    vi.stubEnv(name, `http://${proxy.host}`);
  }
  vi.stubEnv("NO_PROXY", "");
  vi.stubEnv("NODE_USE_ENV_PROXY", "1");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const server = await serve((_request, response) => json(response, { people: [], next: null }));
  expect(
    await open(acme(), `http://${server.host}`).verify({ asOf: AS_OF, signal: new AbortController().signal }),
  ).toMatchObject([{ outcome: "pass" }]);
  expect(proxy.connections()).toBe(0);
});
