import { describe, expect, test } from "vitest";
import { get, getPage, idsOf, simulate, walk, type Page } from "../testing/client.ts";
import type { Simulator } from "../start.ts";
import { FAULTS, FAULT_NAMES, type FaultName, type Operation } from "./fault-catalog.ts";

/** 40 people in pages of 10; the fault strikes once, on page 2. */
async function walkWith(fault: FaultName): Promise<{ simulator: Simulator; pages: Page[]; ids: unknown[] }> {
  const simulator = await simulate({ employees: 40 });
  simulator.setFaults({ rules: [{ operation: "list", page: 2, times: 1, fault }] });
  const pages = await walk(simulator, "page[limit]=10&fields=hireDate,reportsToId");
  return { simulator, pages, ids: idsOf(pages) };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

describe("pages that go wrong", () => {
  test("dropPage leaves out a page in the middle, and the total still counts it", async () => {
    const { pages, ids } = await walkWith("dropPage");
    expect(ids).toEqual([...numbers(1, 20), ...numbers(31, 40)]);
    expect(pages.at(-1)?.meta.total).toBe(40);
  });

  test("repeatCursor leads to the page it stands on, for ever if it is not cleared", async () => {
    const { ids } = await walkWith("repeatCursor");
    expect(ids).toEqual([...numbers(1, 20), ...numbers(11, 40)]);
    const simulator = await simulate({ employees: 40 });
    simulator.setFaults({ rules: [{ operation: "list", fault: "repeatCursor" }] });
    const pages = await walk(simulator, "page[limit]=20");
    expect(pages).toHaveLength(50);
    expect(new Set(pages.map((page) => page.meta.page.nextCursor)).size).toBe(1);
  });

  test("loopCursor leads back to the first page", async () => {
    const { ids } = await walkWith("loopCursor");
    expect(ids).toEqual([...numbers(1, 20), ...numbers(1, 40)]);
  });

  test("slideRows loses the first row of its page, and the total still counts it", async () => {
    const { pages, ids } = await walkWith("slideRows");
    expect(ids).toEqual([...numbers(1, 10), ...numbers(12, 40)]);
    expect(pages.map((page) => page.meta.total)).toEqual([40, 40, 40, 40]);
  });

  test("shortPage has fewer rows though more follow, and loses nobody", async () => {
    const { pages, ids } = await walkWith("shortPage");
    expect(pages.map((page) => page.data.length)).toEqual([10, 5, 10, 10, 5]);
    expect(ids).toEqual(numbers(1, 40));
  });

  test("shiftOffsets hires somebody meanwhile and shows one row twice", async () => {
    const { simulator, ids } = await walkWith("shiftOffsets");
    expect(ids).toEqual([...numbers(1, 10), ...numbers(10, 41)]);
    expect(simulator.company()).toHaveLength(41);
  });

  test("emptyList says that there is nobody", async () => {
    const { pages } = await walkWith("emptyList");
    expect(pages[1]).toMatchObject({ data: [], meta: { total: 0, page: { nextCursor: null } } });
  });

  test("totalTooHigh, totalTooLow and totalMissing touch the total alone", async () => {
    const high = await walkWith("totalTooHigh");
    const low = await walkWith("totalTooLow");
    const missing = await walkWith("totalMissing");
    expect(high.pages.map((page) => page.meta.total)).toEqual([40, 90, 40, 40]);
    expect(low.pages.map((page) => page.meta.total)).toEqual([40, 30, 40, 40]);
    expect(missing.pages.map((page) => page.meta.total)).toEqual([40, undefined, 40, 40]);
    expect([high.ids, low.ids, missing.ids]).toEqual([numbers(1, 40), numbers(1, 40), numbers(1, 40)]);
  });

  test("badPage refuses the cursor", async () => {
    const simulator = await simulate({ employees: 40 });
    simulator.setFaults({ rules: [{ operation: "list", fault: "badPage" }] });
    const response = await get(simulator, "/employees");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "BadPage" } });
  });

  test("listMissing leaves the rest of the answer", async () => {
    const simulator = await simulate({ employees: 40 });
    simulator.setFaults({ rules: [{ operation: "list", fault: "listMissing" }] });
    const answer: unknown = await (await get(simulator, "/employees")).json();
    expect(answer).not.toHaveProperty("data");
    expect(answer).toMatchObject({ meta: { total: 40 } });
  });

  test("mostRows makes pages smaller than was asked for, and loses nobody", async () => {
    const simulator = await simulate({ employees: 40 });
    simulator.setFaults({ mostRows: 15 });
    const pages = await walk(simulator, "page[limit]=30");
    expect(pages.map((page) => page.data.length)).toEqual([15, 15, 10]);
    expect(idsOf(pages)).toEqual(numbers(1, 40));
    expect(simulator.requests().map(({ page }) => page)).toEqual([1, 2, 3]);
    simulator.clearFaults();
    expect((await getPage(simulator, "?page[limit]=30")).data).toHaveLength(30);
  });

  test("restrictField takes the status away from its page on, until faults are cleared", async () => {
    const { simulator, pages } = await walkWith("restrictField");
    expect(pages.map((page) => page.data[0]?.["_restrictedFields"])).toEqual([
      [],
      ["status"],
      ["status"],
      ["status"],
    ]);
    expect(pages[3]?.data.every((row) => row["status"] === null)).toBe(true);
    simulator.clearFaults();
    expect((await getPage(simulator)).data[0]?.["_restrictedFields"]).toEqual([]);
  });
});

describe("rows that go wrong", () => {
  test.each(["duplicateId", "conflictingDuplicate"] as const)("%s shows one id twice", async (fault) => {
    const { pages, ids } = await walkWith(fault);
    expect(ids).toEqual([...numbers(1, 16), "16", ...numbers(17, 40)]);
    const [one, two] = pages[1]?.data.filter((row) => row["employeeId"] === "16") ?? [];
    expect(one?.["firstName"] === two?.["firstName"]).toBe(fault === "duplicateId");
  });

  test("missingId leaves one row without", async () => {
    const { pages } = await walkWith("missingId");
    expect(pages[1]?.data.filter((row) => !("employeeId" in row))).toHaveLength(1);
    expect(pages[1]?.data).toHaveLength(10);
  });

  test("numericIds are JSON numbers", async () => {
    const { pages } = await walkWith("numericIds");
    expect(pages[1]?.data.map((row) => row["employeeId"])).toEqual(numbers(11, 20).map(Number));
    expect(pages[1]?.data.every((row) => typeof row["reportsToId"] === "number")).toBe(true);
    expect(pages[2]?.data[0]?.["employeeId"]).toBe("21");
  });

  test.each([
    ["nulInName", "firstName", /\0$/],
    ["loneSurrogate", "firstName", /\ud83d$/],
    ["longName", "firstName", /^x{1000000}$/],
    ["badDate", "hireDate", /^2026-02-31$/],
    ["unknownStatus", "status", /^Hibernating$/],
    ["blankStatus", "status", /^$/],
  ] as const)("%s spoils the %s of one row and leaves the truth alone", async (fault, field, value) => {
    const { simulator, pages } = await walkWith(fault);
    const spoilt = pages.flatMap((page) => page.data).filter((row) => value.test(String(row[field])));
    expect(spoilt.map((row) => row["employeeId"])).toEqual(["16"]);
    expect(simulator.company()).toEqual((await simulate({ employees: 40 })).company());
  });

  test("one record by its id can go wrong too", async () => {
    const simulator = await simulate({ employees: 40 });
    simulator.setFaults({ rules: [{ operation: "byId", fault: "numericIds" }] });
    expect(await (await get(simulator, "/employees/7")).json()).toEqual({ id: 7 });
  });
});

test("every fault can be set, and says what it does", async () => {
  const simulator = await simulate({ employees: 3 });
  simulator.setFaults({ rules: FAULT_NAMES.map((fault) => ({ operation: operationFor(fault), fault })) });
  expect(FAULT_NAMES.length).toBeGreaterThan(30);
});

function operationFor(fault: FaultName): Operation {
  return FAULTS[fault].scope === "token" ? "token" : "list";
}
