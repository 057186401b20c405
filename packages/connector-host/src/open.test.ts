import { setTimeout as sleep } from "node:timers/promises";
import type { Checkpoint, Page } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import type { RequestInfo } from "./http.ts";
import type { OpenConnector } from "./open.ts";
import { AS_OF, acme, failure, open, QUICK } from "./testing/acme.ts";
import { json, serve, serveBytes } from "./testing/servers.ts";

const signal = new AbortController().signal;
const work = { asOf: AS_OF, signal };

async function pagesOf(
  opened: OpenConnector,
  from: Checkpoint | null = null,
  stop = signal,
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of opened.readAll({ asOf: AS_OF, signal: stop, from })) pages.push(page);
  return pages;
}

/** One person a page; after the last page the list begins again if `endless`. */
function list(pages: number, endless = false): Promise<{ host: string }> {
  return serve((request, response) => {
    const after = Number(new URL(request.url ?? "", "http://x").searchParams.get("after") ?? 0);
    const next = after + 1 < pages ? String(after + 1) : endless ? "1" : null;
    json(response, { people: [String(after)], next });
  });
}

function key(domain: string, id = "acme"): string {
  return open(acme({ id }), undefined, { domain }).accountKey;
}

function endlessConnector() {
  return acme({
    readAll: async function* () {
      for (let page = 0; ; page += 1) yield { records: [], rejected: [], checkpoint: { page } };
    },
  });
}

test("pages come one by one, from the start or from a checkpoint", async () => {
  const { host } = await list(3);
  const opened = open(acme(), `http://${host}`);
  const all = await pagesOf(opened);
  expect(all.map((page) => page.records.map((record) => record.externalId))).toEqual([["0"], ["1"], ["2"]]);
  expect(all.map((page) => page.checkpoint)).toEqual([{ after: "1" }, { after: "2" }, null]);
  expect(await pagesOf(opened, { after: "2" })).toEqual(all.slice(2));
});

test("a cursor that comes again ends the read before its page is passed on", async () => {
  const { host } = await list(3, true);
  const opened = open(acme(), `http://${host}`);
  const seen: Page[] = [];
  const reading = async () => {
    for await (const page of opened.readAll({ ...work, from: null })) seen.push(page);
  };
  expect(await failure(reading())).toMatchObject({ kind: "contract", code: "repeatedCursor" });
  expect(seen).toHaveLength(2);
  expect(await failure(pagesOf(opened, { after: "1" }))).toMatchObject({ code: "repeatedCursor" });
});

test("a list that never ends is ended", async () => {
  const opened = open(endlessConnector(), undefined, { bounds: { maxPages: 100 } });
  expect(await failure(pagesOf(opened))).toMatchObject({ kind: "contract", code: "tooManyPages" });
});

test("a page after the last is the connector's bug", async () => {
  const last: Page = { records: [], rejected: [], checkpoint: null };
  const connector = acme({
    readAll: async function* () {
      yield last;
      yield last;
    },
  });
  expect(await failure(pagesOf(open(connector, undefined)))).toMatchObject({
    kind: "bug",
    code: "pageAfterLast",
  });
});

test("an abort between pages ends the read with its reason", async () => {
  const stop = new AbortController();
  const reason = new Error("the run was cancelled");
  const opened = open(endlessConnector(), undefined);
  let pages = 0;
  const reading = async () => {
    for await (const page of opened.readAll({ asOf: AS_OF, signal: stop.signal, from: null })) {
      pages += page.records.length === 0 ? 1 : 0;
      if (pages === 3) stop.abort(reason);
    }
  };
  expect(await failure(reading())).toBe(reason);
  expect(pages).toBe(3);
  expect(await failure(pagesOf(opened, null, stop.signal))).toBe(reason);
});

test("page 3 of 5 failing past all attempts ends as transient and names the operation", async () => {
  const server = await serve((request, response) => {
    const after = Number(new URL(request.url ?? "", "http://x").searchParams.get("after") ?? 0);
    if (after === 2) response.writeHead(500).end();
    else json(response, { people: [String(after)], next: after < 4 ? String(after + 1) : null });
  });
  expect(await failure(pagesOf(open(acme(), `http://${server.host}`)))).toMatchObject({
    kind: "transient",
    code: "vendorUnavailable",
    message: "Acme HR had a problem of its own, HTTP 500 (GET /employees). Tried 5 times.",
  });
});

test("an error of the connector's own code is a bug without what the vendor sent", async () => {
  const server = await serve((_request, response) => json(response, { people: [{ name: "Mira Okafor" }] }));
  const error = await failure(pagesOf(open(acme(), `http://${server.host}`)));
  expect(error).toMatchObject({ kind: "bug", code: "connectorThrew", cause: { message: "ZodError" } });
});

test.each([
  [
    "a rejected key",
    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
    "signedIn",
    /rejected the API key/,
  ],
  ["a missing right", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "permitted", /refuses/],
  ["a web page", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "reachable", /web page/],
  ["silence", "", "reachable", /could not be reached/],
])("Test connection says %s as a failed check", async (_name, bytes, id, detail) => {
  const server = await serveBytes(bytes);
  expect(await open(acme(), `http://${server.host}`).verify(work)).toEqual([
    {
      id,
      label: expect.any(String),
      outcome: "fail",
      detail: expect.stringMatching(detail),
      fix: expect.stringMatching(/\w/),
      kind: expect.any(String),
    },
  ]);
});

test("Test connection gives the connector's own checks, throws its bugs and obeys an abort", async () => {
  const { host } = await list(1);
  const url = `http://${host}`;
  expect(await open(acme(), url).verify(work)).toMatchObject([{ id: "reachable", outcome: "pass" }]);
  const broken = acme({ verify: () => Promise.reject(new TypeError("x is not a function")) });
  expect(await failure(open(broken, url).verify(work))).toMatchObject({ kind: "bug" });
  const reason = new Error("closed the page");
  expect(await failure(open(acme(), url).verify({ asOf: AS_OF, signal: AbortSignal.abort(reason) }))).toBe(
    reason,
  );
});

test("the look by id is there where the connector has one, and is given the id, the day and the settings", async () => {
  expect(open(acme(), undefined)).not.toHaveProperty("readOne");
  const connector = acme({
    readOne: async ({ asOf, settings }, externalId) => ({
      found: true,
      record: { externalId, vendorStatus: null, fields: { day: asOf, domain: settings.domain } },
    }),
  });
  expect(await open(connector, undefined, { domain: "north" }).readOne?.(work, "00123")).toEqual({
    found: true,
    record: { externalId: "00123", vendorStatus: null, fields: { day: AS_OF, domain: "north" } },
  });
});

test("the account key is the same for the same account, another for another, and no name", () => {
  expect(key("north")).toMatch(/^[0-9a-f]{64}$/);
  expect(key("north")).toBe(key("north"));
  expect(new Set([key("north"), key("south"), key("north", "other")]).size).toBe(3);
});

test("open connectors of one account share its limit; a configured limit replaces the declared one", async () => {
  let [running, most] = [0, 0];
  const server = await serve((_request, response) => {
    running += 1;
    most = Math.max(most, running);
    void sleep(10).then(() => {
      running -= 1;
      return json(response, { people: [], next: null });
    });
  });
  const options = { domain: "shared", limits: { concurrent: 1 } };
  const opened = [1, 2, 3].map(() => open(acme(), `http://${server.host}`, options));
  await Promise.all(opened.flatMap((one) => [one.verify(work), one.verify(work)]));
  expect(most).toBe(1);
});

test("each attempt is told, without query or id", async () => {
  let asked = 0;
  const server = await serve((_request, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(503).end();
    else if (asked === 2) response.destroy();
    else json(response, {}, 404);
  });
  const told: RequestInfo[] = [];
  const connector = acme({
    readOne: async ({ http }, externalId) => {
      await http.get(`/employees/${externalId}`, { query: { secret: "canary" }, expect: [404] });
      return { found: false };
    },
  });
  const onRequest = (info: RequestInfo) => told.push(info);
  await open(connector, `http://${server.host}`, { onRequest, bounds: QUICK }).readOne?.(work, "204");
  const line = { method: "GET", path: "/employees/:id", ms: expect.any(Number) };
  expect(told).toEqual([
    { ...line, attempt: 1, status: 503 },
    { ...line, attempt: 2 },
    { ...line, attempt: 3, status: 404 },
  ]);
});

test("a place that requests may not go to is refused on opening", () => {
  const inside = acme({ baseUrl: () => "https://169.254.169.254/latest" });
  expect(() => open(inside, undefined)).toThrow(
    expect.objectContaining({ kind: "config", code: "refusedAddress" }),
  );
});

test("a user name with a colon is refused on opening, by its setting and not by its value", () => {
  const connector = acme();
  const [method] = Object.values(connector.auth);
  if (!method) throw new Error("there is one");
  const colon = { ...connector, auth: { apiKey: { ...method, username: () => "canary:x" } } };
  expect(() => open(colon, undefined)).toThrow(
    expect.objectContaining({
      kind: "config",
      code: "badSecret",
      message: expect.not.stringContaining("canary"),
    }),
  );
});

test("where the connector names no account, the limit belongs to the credentials", () => {
  const own = acme({ id: "own", limits: { windows: [], concurrent: 1 } });
  const accountKey = (apiKey: string) =>
    open(own, undefined, { auth: { method: "apiKey", apiKey } }).accountKey;
  expect(accountKey("one")).toBe(accountKey("one"));
  expect(accountKey("one")).not.toBe(accountKey("other"));
  expect(accountKey("one")).not.toContain("one");
});
