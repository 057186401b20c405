import { describe, expect, test } from "vitest";
import type { Simulator } from "../start.ts";
import { call, simulateHibob as simulate } from "../testing/hibob.ts";

type Row = Record<string, unknown>;

/** The slash key of a field. */
const slash = (id: string): string => `/${id.replaceAll(".", "/")}`;
const read = (row: Row | undefined, id: string): unknown => (row?.[slash(id)] as Row | undefined)?.["value"];

async function search(simulator: Simulator, body: object, token?: string): Promise<Row[]> {
  const response = await call(simulator, "POST", "/people/search", {
    body,
    ...(token === undefined ? {} : { token }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { employees: Row[] }).employees;
}

const STATUSES = { fields: ["root.id", "internal.lifecycleStatus", "internal.status"] };
const ALL = { ...STATUSES, showInactive: true };

describe("the search", () => {
  test("gives everybody in one answer with showInactive, and by default those with an active account", async () => {
    const simulator = await simulate();
    const all = await search(simulator, ALL);
    expect(all.map((row) => row["id"])).toEqual(simulator.company().map(({ id }) => id));
    expect(new Set(all.map((row) => read(row, "internal.lifecycleStatus")))).toEqual(
      new Set(["hired", "employed", "leave", "parental leave", "garden leave", "terminated"]),
    );
    const active = await search(simulator, STATUSES);
    expect(active).toEqual(all.filter((row) => read(row, "internal.status") === "Active"));
    const left = all.filter((row) => read(row, "internal.lifecycleStatus") === "terminated");
    expect(active.length).toBeLessThan(all.length - left.length);
  });

  test("tells a value under its slash key unless it is null, nested in any case, and as a label", async () => {
    const simulator = await simulate();
    const fields = ["root.id", "root.email", "work.department", "work.startDate", "internal.terminationDate"];
    const rows = await search(simulator, { fields, showInactive: true, humanReadable: "APPEND" });
    const truth = simulator.company()[1];
    const [day, month, year] = [8, 5, 0].map((at) => truth?.startDate?.slice(at, at === 0 ? 4 : at + 2));
    expect(rows[1]).toEqual({
      [slash("root.id")]: { value: truth?.id },
      [slash("root.email")]: { value: truth?.workEmail },
      [slash("work.department")]: { value: expect.stringMatching(/^\d{9}$/) },
      [slash("work.startDate")]: { value: truth?.startDate },
      id: truth?.id,
      email: truth?.workEmail,
      work: { department: read(rows[1], "work.department"), startDate: truth?.startDate },
      internal: { terminationDate: null },
      humanReadable: {
        id: truth?.id,
        email: truth?.workEmail,
        work: { department: truth?.department, startDate: `${day}/${month}/${year}` },
      },
    });
  });

  test("replaces ids by labels, and spoils dates by it, where that is asked for", async () => {
    const simulator = await simulate();
    const fields = ["work.department", "work.startDate"];
    const [first] = await search(simulator, { fields, humanReadable: "REPLACE" });
    expect(first?.["work"]).toEqual({
      department: "Executive",
      startDate: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
    });
    expect(first).not.toHaveProperty("humanReadable");
  });

  test("drops unknown fields in silence, and gives no custom one unasked", async () => {
    const simulator = await simulate();
    const [first] = await search(simulator, { fields: ["root.id", "work.status", "root.shoeSize"] });
    expect(Object.keys(first ?? {})).toEqual([slash("root.id"), "id"]);
    expect(JSON.stringify(await search(simulator, {}))).not.toContain("custom");
  });

  test("takes one filter, by id or address", async () => {
    const simulator = await simulate();
    const [one, two] = simulator.company();
    const by = (fieldPath: string, ...values: unknown[]) => ({
      ...ALL,
      filters: [{ fieldPath, operator: "equals", values }],
    });
    expect(await search(simulator, by("root.id", two?.id, one?.id, "7"))).toHaveLength(2);
    expect(await search(simulator, by("root.email", one?.workEmail))).toMatchObject([{ id: one?.id }]);
    const [filter] = by("root.id", "1").filters;
    for (const filters of [
      [],
      [filter, filter],
      [{ ...filter, operator: "in" }],
      [{ ...filter, fieldPath: "work.site" }],
    ]) {
      const response = await call(simulator, "POST", "/people/search", { body: { ...ALL, filters } });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ key: "search.filters", error: expect.any(String) });
    }
    const many = { fields: Array.from({ length: 401 }, (_, index) => `work.f${index}`) };
    expect((await call(simulator, "POST", "/people/search", { body: many })).status).toBe(400);
    const torn = await call(simulator, "POST", "/people/search", { body: "{" });
    expect([torn.status, torn.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
  });

  test("has a form with slash keys alone", async () => {
    const simulator = await simulate();
    simulator.setFaults({ rules: [{ operation: "list", fault: "barestForm" }] });
    const [first] = await search(simulator, {
      fields: ["root.id", "root.secondName"],
      humanReadable: "APPEND",
    });
    expect(Object.keys(first ?? {})).toEqual([slash("root.id")]);
  });
});

describe("a service user", () => {
  test("sees only whom its group names, and no field that it may not", async () => {
    const simulator = await simulate();
    const { narrow, restricted, forbidden } = simulator.keys;
    const employed = await search(simulator, ALL, narrow);
    expect(new Set(employed.map((row) => read(row, "internal.lifecycleStatus")))).toEqual(
      new Set(["employed"]),
    );
    const [row] = await search(simulator, { fields: ["root.id", "work.department"] }, restricted);
    expect(Object.keys(row ?? {})).toEqual([slash("root.id"), "id"]);
    expect(await search(simulator, ALL, forbidden)).toEqual([]);
    const leaver = simulator.company().find(({ employment }) => employment === "terminated");
    const path = `/people/${leaver?.id}`;
    expect((await call(simulator, "POST", path, { body: {}, token: narrow })).status).toBe(404);
  });

  test("that is not known gets 401 in JSON", async () => {
    const simulator = await simulate();
    const response = await call(simulator, "POST", "/people/search", { body: {}, token: "wrong" });
    expect([response.status, await response.json()]).toEqual([401, { errorMessage: "Unauthorized" }]);
  });
});

test("one person is a bare record, by id or address; an unknown one is 404", async () => {
  const simulator = await simulate();
  const person = simulator.company()[4];
  for (const who of [person?.id, encodeURIComponent(person?.workEmail ?? "")]) {
    const response = await call(simulator, "POST", `/v1/people/${who}`, { body: { fields: ["root.id"] } });
    expect(await response.json()).toMatchObject({ id: person?.id });
  }
  const missing = await call(simulator, "POST", "/people/3421987659999999999", { body: {} });
  expect([missing.status, await missing.json()]).toEqual([404, {}]);
});

test("metadata is a bare array with the company's own fields; lists hide archived items unless asked", async () => {
  const simulator = await simulate();
  simulator.edit({ op: "hire", set: { department: "Moon base" } });
  simulator.edit({ op: "terminate", id: simulator.company().at(-1)?.id });
  const fields = (await (await call(simulator, "GET", "/company/people/fields")).json()) as Row[];
  expect(fields).toContainEqual(
    expect.objectContaining({
      id: "work.department",
      jsonPath: "work.department",
      typeData: { listId: "department" },
    }),
  );
  expect(fields.some(({ id }) => String(id).startsWith("work.custom.field_"))).toBe(true);
  const names = async (query: string): Promise<unknown[]> => {
    const response = await call(simulator, "GET", `/company/named-lists/department${query}`);
    return ((await response.json()) as { values: Row[] }).values.map(({ name }) => name);
  };
  expect(await names("")).not.toContain("Moon base");
  expect(await names("?includeArchived=true")).toContain("Moon base");
  simulator.setFaults({ rules: [{ operation: "namedList", fault: "barestForm" }] });
  const old = await call(simulator, "GET", "/company/named-lists/title");
  expect(await old.json()).toEqual({ name: "title", items: expect.any(Array) });
  expect((await call(simulator, "GET", "/company/named-lists/Title")).status).toBe(404);
});

test("what Bob does not have is a page with status 200", async () => {
  const simulator = await simulate();
  for (const [method, path] of [
    ["GET", "/people"],
    ["GET", "/people/search"],
    ["POST", "/v2/people/search"],
  ] as const) {
    const response = await call(simulator, method, path);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
  }
});

test("under real limits each endpoint has 50 calls a minute, and a refusal tells the reset and no Retry-After", async () => {
  const simulator = await simulate({ realLimits: true, employees: 3 });
  const answers = await Promise.all(
    Array.from({ length: 51 }, () => call(simulator, "POST", "/people/search", { body: STATUSES })),
  );
  const [refused] = answers.filter(({ status }) => status === 429);
  expect(refused?.headers.get("retry-after")).toBeNull();
  expect(refused?.headers.get("x-ratelimit-remaining")).toBe("0");
  const reset = Number(refused?.headers.get("x-ratelimit-reset")) - Date.now() / 1000;
  expect(reset).toBeGreaterThan(30);
  expect(reset).toBeLessThan(62);
  const other = await call(simulator, "GET", "/company/people/fields");
  expect([other.status, other.headers.get("x-ratelimit-remaining")]).toEqual([200, "49"]);
});

test("a large company is answered without being one text", async () => {
  const simulator = await simulate({ employees: 40_000 });
  const rows = await search(simulator, { fields: ["root.id"], showInactive: true });
  expect(rows).toHaveLength(40_000);
  expect(rows.at(-1)?.["id"]).toBe(simulator.company().at(-1)?.id);
});
