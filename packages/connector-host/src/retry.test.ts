import { ConnectorError, type FailedAnswer } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { DEFAULT_BOUNDS } from "./bounds.ts";
import { withRetries } from "./retry.ts";
import { failure, withHttp } from "./testing/acme.ts";
import { json, serve } from "./testing/servers.ts";

const signal = new AbortController().signal;

function error(kind: ConnectorError["kind"], retryAfterMs?: number): ConnectorError {
  return new ConnectorError(kind, `It is ${kind}.`, {
    code: "some",
    fix: "wait",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** How many attempts are made of what always fails so, with pauses of which only the vendor's part is real. */
async function attemptsOf(thrown: unknown, changes: Partial<typeof DEFAULT_BOUNDS> = {}): Promise<number> {
  let attempts = 0;
  const bounds = { ...DEFAULT_BOUNDS, ...changes };
  await failure(
    withRetries(
      async () => {
        attempts += 1;
        throw thrown;
      },
      { bounds, random: () => 0, signal },
    ),
  );
  return attempts;
}

function quotaExceeded({ status, body, path }: FailedAnswer): ConnectorError | undefined {
  const exceeded = status === 403 && path === "/people/7" && JSON.stringify(body).includes("quotaExceeded");
  return exceeded ? error("rateLimited") : undefined;
}

function broken(): never {
  throw new RangeError("oops");
}

test("only what can heal is tried again", async () => {
  expect(await attemptsOf(error("transient"))).toBe(5);
  expect(await attemptsOf(error("rateLimited", 1))).toBe(5);
  for (const kind of ["config", "auth", "permission", "contract", "bug"] as const) {
    expect(await attemptsOf(error(kind))).toBe(1);
  }
  expect(await attemptsOf(new TypeError("fetch failed"))).toBe(1);
});

test("a pause longer than one waits for ends the request at once", async () => {
  expect(await attemptsOf(error("rateLimited", 60_001))).toBe(1);
});

test("attempts and pauses together are bounded", async () => {
  expect(await attemptsOf(error("rateLimited", 20), { totalMs: 50 })).toBe(3);
  let attempts = 0;
  const slow = withRetries(
    async (_attempt, spend) => {
      attempts += 1;
      spend(40_000);
      throw error("transient");
    },
    { bounds: { ...DEFAULT_BOUNDS, totalMs: 100_000 }, random: () => 0, signal },
  );
  await failure(slow);
  expect(attempts).toBe(3);
});

test("pauses are a random share of a ceiling that doubles up to a cap", async () => {
  const bounds = { ...DEFAULT_BOUNDS, retryBaseMs: 20, retryCapMs: 50 };
  const times: number[] = [];
  const failing = withRetries(
    async () => {
      times.push(performance.now());
      throw error("transient");
    },
    { bounds, random: () => 0.99, signal },
  );
  await failure(failing);
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  for (const [index, floor] of [19, 38, 48, 48].entries()) expect(pauses[index]).toBeGreaterThan(floor);
});

test("Retry-After within the cap is waited out", async () => {
  const times: number[] = [];
  const server = await serve((_request, response) => {
    times.push(performance.now());
    if (times.length > 1) json(response, {});
    else response.writeHead(429, { "retry-after": "0.2" }).end();
  });
  await withHttp(`http://${server.host}`, (http) => http.get("/x"), { random: () => 0 });
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(195);
});

test.each([
  ["429", 429, "86400", 86_400_000],
  ["503", 503, new Date(Date.now() + 7_200_000).toUTCString(), 7_200_000],
])(
  "%s with a Retry-After beyond the cap ends as rateLimited with the pause asked for",
  async (_name, status, value, ms) => {
    let asked = 0;
    const server = await serve((_request, response) => {
      asked += 1;
      response.writeHead(status, { "retry-after": value }).end();
    });
    const failed = await failure(withHttp(`http://${server.host}`, (http) => http.get("/x")));
    expect(failed).toMatchObject({ kind: "rateLimited", status });
    expect((failed as ConnectorError).retryAfterMs).toBeGreaterThan(ms - 60_000);
    expect((failed as ConnectorError).retryAfterMs).toBeLessThanOrEqual(ms);
    expect(asked).toBe(1);
  },
);

test.each(["-5", "soon", ""])("Retry-After %j is not obeyed, the own pause is", async (value) => {
  let asked = 0;
  const server = await serve((_request, response) => {
    asked += 1;
    if (asked > 2) json(response, {});
    else response.writeHead(429, { "retry-after": value }).end();
  });
  expect(await withHttp(`http://${server.host}`, (http) => http.get("/x"))).toMatchObject({ status: 200 });
  expect(asked).toBe(3);
});

test("the connector's own reading of a failure counts, with the vendor's pause added to it", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(403, { "retry-after": "7200", "content-type": "application/json" });
    response.end('{"reason":"quotaExceeded"}');
  });
  const failed = await failure(
    withHttp(`http://${server.host}`, (http) => http.get("/people/7"), {
      connector: { translateError: quotaExceeded },
    }),
  );
  expect(failed).toMatchObject({ kind: "rateLimited", code: "some", retryAfterMs: 7_200_000 });
});

test("a translateError that throws is the connector's bug", async () => {
  const server = await serve((_request, response) => response.writeHead(400).end());
  const failed = await failure(
    withHttp(`http://${server.host}`, (http) => http.get("/x"), { connector: { translateError: broken } }),
  );
  expect(failed).toMatchObject({ kind: "bug", code: "connectorThrew" });
});

test("an abort ends a pause within a second, with the signal's reason", async () => {
  const stop = new AbortController();
  const reason = new Error("the run was cancelled");
  const server = await serve((_request, response) => {
    response.writeHead(429, { "retry-after": "50" }).end();
    response.once("close", () => setTimeout(() => stop.abort(reason), 20));
  });
  const started = performance.now();
  const work = withHttp(`http://${server.host}`, (http) => http.get("/x"), { signal: stop.signal });
  expect(await failure(work)).toBe(reason);
  expect(performance.now() - started).toBeLessThan(1_500);
});

test("an abort ends a request under way, and its connection", async () => {
  const stop = new AbortController();
  const reason = new Error("the run was cancelled");
  let closed = false;
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write("[");
    response.once("close", () => {
      closed = true;
    });
    setTimeout(() => stop.abort(reason), 20);
  });
  const work = withHttp(`http://${server.host}`, (http) => http.get("/x"), { signal: stop.signal });
  expect(await failure(work)).toBe(reason);
  await expect.poll(() => closed).toBe(true);
});

test("where one request too many brings a penalty, all requests of the account wait until it is over", async () => {
  const times: number[] = [];
  const server = await serve((_request, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(429).end();
    else json(response, {});
  });
  const windows = [{ requests: 100, seconds: 1, penaltySeconds: 0.3 }];
  await withHttp(
    `http://${server.host}`,
    async (http) => {
      await http.get("/first");
      return Promise.all([http.get("/x"), http.get("/y")]);
    },
    { limits: { windows }, random: () => 0 },
  );
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(295);
});
