import { describe, expect, test } from "vitest";
import { get, getPage, idsOf, simulate, steer, walk } from "../testing/client.ts";

const BAD_REQUEST = { error: { code: "badRequest", message: expect.any(String) } };

describe("GET /_sim/company", () => {
  test.each([0, 1, 1201])("is the truth of %i records, one row each", async (employees) => {
    const simulator = await simulate({ employees });
    const rows: unknown = await (await steer(simulator, "GET", "company")).json();
    expect(rows).toEqual(simulator.company());
    expect(rows).toHaveLength(employees);
  });

  test("has these columns and the states that flag and dates can tell", async () => {
    const simulator = await simulate();
    expect(Object.keys(simulator.company()[0] ?? {})).toEqual([
      "id",
      "workEmail",
      "firstName",
      "lastName",
      "department",
      "jobTitle",
      "employment",
      "startDate",
      "endDate",
      "managerId",
    ]);
    const states = new Set(simulator.company().map(({ employment }) => employment));
    expect(states).toEqual(new Set(["active", "terminated", "preStart"]));
    const future = simulator.company().filter(({ startDate }) => (startDate ?? "") > simulator.today());
    expect(new Set(future.map(({ employment }) => employment))).toEqual(new Set(["preStart"]));
  });

  test("calls an active flag beside a past last day unknown, unless a later start explains it", async () => {
    const simulator = await simulate();
    const states = (id: string) => simulator.company().find((row) => row.id === id)?.employment;
    const id = "20";
    simulator.edit({ op: "rehire", id, set: { startDate: "2020-01-01", endDate: "2026-04-30" } });
    expect(states(id)).toBe("unknown");
    simulator.edit({ op: "rename", id, set: { endDate: "2026-05-01" } });
    expect(states(id)).toBe("active");
    simulator.edit({ op: "rename", id, set: { endDate: "2019-12-31" } });
    expect(states(id)).toBe("active");
  });
});

describe("GET /_sim/requests", () => {
  test("logs the vendor's calls with operation, page and query, and never the key", async () => {
    const simulator = await simulate();
    await walk(simulator, "page[limit]=100&fields=workEmail");
    await get(simulator, "/employees/7");
    await get(simulator, "/api/v1/meta/fields", { key: "wrong" });
    await steer(simulator, "GET", "company");
    const response = await steer(simulator, "GET", "requests");
    const text = await response.text();
    expect(JSON.parse(text)).toEqual(simulator.requests());
    expect(simulator.requests()).toMatchObject([
      { operation: "list", method: "GET", path: "/employees", status: 200, page: 1 },
      { operation: "list", query: { "page[limit]": "100", fields: "workEmail" }, page: 2 },
      { operation: "list", page: 3 },
      { operation: "byId", path: "/employees/7", status: 200 },
      { operation: "fields", path: "/api/v1/meta/fields", query: {}, status: 401 },
    ]);
    expect(text.toLowerCase()).not.toContain("authorization");
    expect(text).not.toContain(simulator.keys.full);
    expect(Math.abs((simulator.requests()[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});

describe("POST /_sim/advance", () => {
  test("lets days go by", async () => {
    const simulator = await simulate();
    const response = await steer(simulator, "POST", "advance", { days: 30 });
    expect(await response.json()).toEqual({ today: "2026-05-31" });
    expect(simulator.today()).toBe("2026-05-31");
    expect((await getPage(simulator)).meta.total).toBe(258);
  });

  test.each([
    {},
    { days: 0 },
    { days: -1 },
    { days: 1.5 },
    { days: "30" },
    { days: 1, hours: 2 },
    "no json",
    "[]",
  ])("refuses %j", async (body) => {
    const simulator = await simulate();
    const response = await steer(simulator, "POST", "advance", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(BAD_REQUEST);
    expect(simulator.today()).toBe("2026-05-01");
  });
});

describe("POST /_sim/edit", () => {
  test("hires with what is set, and the rest made up", async () => {
    const simulator = await simulate();
    const set = { firstName: "Łucja", lastName: "Testowa", department: "Finance", startDate: "2026-06-01" };
    const row: unknown = await (await steer(simulator, "POST", "edit", { op: "hire", set })).json();
    expect(row).toEqual({
      id: "251",
      workEmail: "lucja.testowa.251@acme.test",
      firstName: "Łucja",
      lastName: "Testowa",
      department: "Finance",
      jobTitle: expect.any(String),
      employment: "preStart",
      startDate: "2026-06-01",
      endDate: null,
      managerId: expect.any(String),
    });
    expect(simulator.company().at(-1)).toEqual(row);
    simulator.advance(31);
    expect(simulator.company().find(({ id }) => id === "251")?.employment).toBe("active");
  });

  test("moves, ends, takes back and renames the one named", async () => {
    const simulator = await simulate();
    const edit = async (op: string, set?: object): Promise<unknown> =>
      (
        await steer(simulator, "POST", "edit", { op, id: "40", ...(set === undefined ? {} : { set }) })
      ).json();
    const before = simulator.company()[39];
    expect(await edit("rename", { lastName: null, workEmail: "solo@acme.test" })).toEqual({
      ...before,
      lastName: null,
      workEmail: "solo@acme.test",
    });
    expect(await edit("move")).not.toMatchObject({ department: before?.department });
    expect(await edit("move", { department: "Moon base", managerId: "3" })).toMatchObject({
      department: "Moon base",
      managerId: "3",
    });
    expect(await edit("terminate", { endDate: "2026-05-20" })).toMatchObject({ employment: "active" });
    expect(await edit("terminate")).toMatchObject({ employment: "terminated", endDate: "2026-05-01" });
    expect(await edit("rehire", { startDate: "2026-05-02" })).toMatchObject({
      id: "40",
      employment: "preStart",
    });
    expect(await edit("erase")).toEqual({ erased: "40" });
    expect(simulator.company().some(({ id }) => id === "40")).toBe(false);
    expect((await get(simulator, "/employees/40")).status).toBe(404);
    expect(await edit("hire")).toMatchObject({ id: "40" });
  });

  test("chooses somebody whom the act suits, always the same", async () => {
    const [first, second] = [await simulate(), await simulate()];
    for (const op of ["move", "terminate", "rehire", "rename", "erase"] as const) {
      expect(first.edit({ op })).toEqual(second.edit({ op }));
    }
    expect(first.company()).toEqual(second.company());
    expect(first.company()).not.toEqual((await simulate()).company());
  });

  test.each([
    [{ op: "promote" }, '"hire"|"move"|"terminate"|"rehire"|"rename"|"erase"'],
    [{ op: "move", set: { shoeSize: 44 } }, "shoeSize"],
    [{ op: "terminate", set: { endDate: "2026-02-30" } }, "set.endDate"],
    [{ op: "move", id: "x" }, "id"],
    [{ op: "move", id: "5", set: { managerId: "x" } }, "managerId"],
    [{ op: "hire", id: "5" }, "5"],
    [[], "object"],
  ])("refuses %j by name", async (body, named) => {
    const simulator = await simulate();
    const response = await steer(simulator, "POST", "edit", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "badRequest", message: expect.stringContaining(named) },
    });
  });

  test("does not find a record that is not there", async () => {
    const simulator = await simulate();
    expect((await steer(simulator, "POST", "edit", { op: "move", id: "9999" })).status).toBe(404);
  });
});

describe("/_sim/faults", () => {
  test("a share of all ids vanishes from every answer, totals agree, the truth keeps them", async () => {
    const simulator = await simulate();
    const response = await steer(simulator, "POST", "faults", { hidePeople: 0.35, seed: 5 });
    expect(await response.json()).toEqual({ rules: 0, hidePeople: 0.35 });
    const pages = await walk(simulator, "page[limit]=50");
    const shown = new Set(idsOf(pages));
    expect(shown.size).toBe(250 - 88);
    expect(pages.map((page) => page.meta.total)).toEqual([162, 162, 162, 162]);
    expect(simulator.company()).toHaveLength(250);
    const hidden = simulator.company().filter(({ id }) => !shown.has(id));
    expect((await get(simulator, `/employees/${hidden[0]?.id}`)).status).toBe(404);
    expect(idsOf([await getPage(simulator, `?filter[ids]=${hidden[0]?.id}`)])).toEqual([]);
    await steer(simulator, "DELETE", "faults");
    expect((await getPage(simulator)).meta.total).toBe(250);
  });

  test("another seed hides others", async () => {
    const simulator = await simulate();
    const shown = async (seed: number): Promise<unknown[]> => {
      simulator.setFaults({ hidePeople: 0.5, seed });
      return idsOf([await getPage(simulator)]);
    };
    const first = await shown(1);
    expect(await shown(2)).not.toEqual(first);
    expect(await shown(1)).toEqual(first);
  });

  test.each([
    [{ rules: [{ operation: "list", fault: "earthquake" }] }, '"http500"'],
    [{ rules: [{ operation: "lists", fault: "http500" }] }, '"byId"'],
    [{ rules: [{ operation: "byId", fault: "dropPage" }] }, "list only"],
    [{ rules: [{ operation: "token", fault: "nulInName" }] }, "list and byId"],
    [{ rules: [{ operation: "byId", page: 2, fault: "http500" }] }, "rules.0.page"],
    [{ rules: [{ operation: "list", fault: "http500", attempt: 0 }] }, "rules.0.attempt"],
    [{ hidePeople: 2 }, "hidePeople"],
    [{}, "rules, hidePeople, mostRows or some"],
  ])("refuses %j by name", async (body, named) => {
    const simulator = await simulate();
    const response = await steer(simulator, "POST", "faults", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "badRequest", message: expect.stringContaining(named) },
    });
  });
});

test.each([
  ["GET", "nothing"],
  ["GET", "advance"],
  ["PUT", "faults"],
])("%s /_sim/%s is unknown, and the answer says what there is", async (method, route) => {
  const simulator = await simulate();
  const response = await steer(simulator, method, route);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain("POST /_sim/advance");
});
