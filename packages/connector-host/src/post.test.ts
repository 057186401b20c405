import { text } from "node:stream/consumers";
import type { SecretValues } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { API_KEY, acme, failure, open, QUICK, withHttp } from "./testing/acme.ts";
import { json, serve } from "./testing/servers.ts";

/** Answers with these statuses in turn, the last one for ever; tells when it was asked. */
async function serveStatuses(
  statuses: readonly number[],
  headers: () => Record<string, string> = () => ({}),
) {
  const times: number[] = [];
  const server = await serve((_request, response) => {
    const status = statuses[Math.min(times.length, statuses.length - 1)] ?? 200;
    times.push(performance.now());
    for (const [name, value] of Object.entries(headers())) response.setHeader(name, value);
    json(response, {}, status);
  });
  return { url: `http://${server.host}`, times };
}

test("a body is sent as JSON, with its length and every digit of its ids", async () => {
  const server = await serve((request, response) => {
    const { method, url, headers } = request;
    void text(request).then((body) => json(response, { method, url, headers, body }));
  });
  const { body } = await withHttp(`http://${server.host}/v1`, (http) =>
    http.post("/people/search", { ids: ["3421987654321098765"], name: "Zoë" }, { query: { page: 1 } }),
  );
  const sent = '{"ids":["3421987654321098765"],"name":"Zoë"}';
  expect(body).toMatchObject({
    method: "POST",
    url: "/v1/people/search?page=1",
    headers: { "content-type": "application/json", "content-length": String(Buffer.byteLength(sent)) },
    body: sent,
  });
});

test("what is called idempotent is tried again like a GET, anything else is sent once", async () => {
  const read = await serveStatuses([503, 200]);
  const answer = await withHttp(read.url, (http) => http.post("/search", {}, { idempotent: true }));
  expect([answer.status, read.times.length]).toEqual([200, 2]);
  const act = await serveStatuses([503, 200]);
  const error = await failure(withHttp(act.url, (http) => http.post("/things", {})));
  expect(error).toMatchObject({ kind: "transient", message: expect.stringContaining("(POST /things)") });
  expect(act.times).toHaveLength(1);
});

test("an answer to a POST is bounded and checked like any other", async () => {
  const page = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
  });
  const post = failure(withHttp(`http://${page.host}`, (http) => http.post("/x", {}, { idempotent: true })));
  expect(await post).toMatchObject({ kind: "contract", code: "badContent" });
  const large = await serve((_request, response) => json(response, "x".repeat(100)));
  const bounds = { ...QUICK, maxBytes: 50 };
  const error = await failure(withHttp(`http://${large.host}`, (http) => http.post("/x", {}), { bounds }));
  expect(error).toMatchObject({ code: "tooLarge" });
});

test("a path or header that is not allowed is a rejection, not a throw", async () => {
  await withHttp("http://127.0.0.1:1", async (http) => {
    const mistakes = [http.get("x"), http.post("x", {}), http.post("/x", {}, { headers: { Host: "x" } })];
    const outcomes = await Promise.allSettled(mistakes);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    return true;
  });
});

const limits = {
  windows: [{ requests: 1000, seconds: 1 }],
  concurrent: 4,
  account: () => "acme",
  resetHeader: "x-ratelimit-reset",
};
const resetIn = (seconds: number) => () => ({
  "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + seconds),
});

test("the declared reset header is waited for on a 429, and means nothing on another refusal", async () => {
  const full = await serveStatuses([429, 200], resetIn(1));
  await withHttp(full.url, (http) => http.get("/x"), { connector: { limits } });
  // The header counts from the Date of the answer, in whole seconds.
  expect((full.times[1] ?? 0) - (full.times[0] ?? 0)).toBeGreaterThan(900);
  const down = await serveStatuses([503, 200], resetIn(3000));
  expect(await withHttp(down.url, (http) => http.get("/x"), { connector: { limits } })).toMatchObject({
    status: 200,
  });
});

test("a reset further away than one waits is left to the next run", async () => {
  const full = await serveStatuses([429], resetIn(3000));
  const error = await failure(withHttp(full.url, (http) => http.get("/x"), { connector: { limits } }));
  expect(error).toMatchObject({ kind: "rateLimited", retryAfterMs: expect.any(Number) });
  expect(full.times).toHaveLength(1);
});

test("the caller can be the account whose limit it is", () => {
  const keyOf = (account: (input: { secrets: SecretValues }) => string): string =>
    open(acme({ limits: { ...limits, account } }), undefined).accountKey;
  expect(keyOf(({ secrets }) => secrets["apiKey"] ?? "")).toBe(keyOf(() => API_KEY));
});
