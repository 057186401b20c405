import { createGzip } from "node:zlib";
import { expect, test } from "vitest";
import { failure, withHttp } from "./testing/acme.ts";
import { serve, serveRaw } from "./testing/servers.ts";

const ONE_ATTEMPT = { attempts: 1 };
const neverResolved = () => new Promise<never>(() => undefined);

test("headers that drip do not hold the request beyond its deadline", async () => {
  const closed: boolean[] = [];
  const server = await serveRaw((socket) => {
    socket.on("error", () => undefined);
    socket.write("HTTP/1.1 200 OK\r\n");
    const drip = setInterval(() => socket.write("X-A: 1\r\n"), 10);
    socket.once("close", () => {
      clearInterval(drip);
      closed.push(true);
    });
  });
  const started = performance.now();
  const bounds = { ...ONE_ATTEMPT, deadlineMs: 100 };
  const error = await failure(withHttp(`http://${server.host}`, (http) => http.get("/x"), { bounds }));
  expect(error).toMatchObject({ kind: "transient", code: "timedOut" });
  expect(performance.now() - started).toBeLessThan(1_500);
  await expect.poll(() => closed).toEqual([true]);
});

test("a body that drips is cut at the deadline, and the connection with it", async () => {
  const closed: boolean[] = [];
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const drip = setInterval(() => response.write(" "), 10);
    response.once("close", () => {
      clearInterval(drip);
      closed.push(true);
    });
  });
  const bounds = { ...ONE_ATTEMPT, deadlineMs: 150 };
  const error = await failure(withHttp(`http://${server.host}`, (http) => http.get("/x"), { bounds }));
  expect(error).toMatchObject({ kind: "transient", code: "timedOut" });
  await expect.poll(() => closed).toEqual([true]);
});

test("a name that is never looked up does not hold the request", async () => {
  const bounds = { ...ONE_ATTEMPT, connectMs: 50, deadlineMs: 60_000 };
  const started = performance.now();
  const error = await failure(
    withHttp(undefined, (http) => http.get("/x"), { bounds, resolve: neverResolved }),
  );
  expect(error).toMatchObject({ kind: "transient", code: "unreachable", cause: { code: "ETIMEDOUT" } });
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a server that accepts and never speaks TLS does not hold the request", async () => {
  const server = await serveRaw((socket) => socket.on("error", () => undefined));
  const bounds = { ...ONE_ATTEMPT, connectMs: 50, deadlineMs: 60_000 };
  const error = await failure(withHttp(`https://${server.host}`, (http) => http.get("/x"), { bounds }));
  expect(error).toMatchObject({ kind: "transient", code: "unreachable", cause: { code: "ETIMEDOUT" } });
});

test("a slow answer on a connection that stands is not cut by the bound on connecting", async () => {
  const server = await serve((_request, response) => {
    setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end("{}"), 150);
  });
  const bounds = { ...ONE_ATTEMPT, connectMs: 50 };
  expect(await withHttp(`http://${server.host}`, (http) => http.get("/x"), { bounds })).toMatchObject({
    body: {},
  });
});

test("a body that would grow without end when decompressed is cut at the cap", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    const bomb = createGzip();
    bomb.pipe(response);
    const block = Buffer.alloc(1_000_000, 0x20);
    const grow = () => {
      while (!response.destroyed && bomb.write(block)) continue;
      if (!response.destroyed) bomb.once("drain", grow);
    };
    grow();
  });
  const error = await failure(withHttp(`http://${server.host}`, (http) => http.get("/x")));
  expect(error).toMatchObject({
    kind: "contract",
    code: "tooLarge",
    message: expect.stringContaining("20 MB"),
  });
});

test("the cap counts what is left after decompression, to the byte", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(`"${"x".repeat(98)}"`);
  });
  const get = (maxBytes: number) =>
    withHttp(`http://${server.host}`, (http) => http.get("/x"), { bounds: { maxBytes } });
  expect(await get(100)).toMatchObject({ status: 200 });
  expect(await failure(get(99))).toMatchObject({ code: "tooLarge" });
});

test("an endless error page is neither read nor waited for", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(400, { "content-type": "application/json" });
    const block = Buffer.alloc(65_536, 0x20);
    const grow = () => {
      while (!response.destroyed && response.write(block)) continue;
      if (!response.destroyed) response.once("drain", grow);
    };
    grow();
  });
  expect(await failure(withHttp(`http://${server.host}`, (http) => http.get("/x")))).toMatchObject({
    status: 400,
  });
});

test("an object of 100,000 keys is read", async () => {
  const body = JSON.stringify(
    Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index])),
  );
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  const answer = await withHttp(`http://${server.host}`, (http) => http.get("/x"));
  expect(Object.keys(answer.body as object)).toHaveLength(100_000);
});
