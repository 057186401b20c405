import { ConnectorError, isConnectorError, restartsRead } from "@muster/connector-sdk";
import type { Asked } from "@muster/connector-testkit";
import { describe, expect, test } from "vitest";
import { all, contextFor } from "../testing/context.ts";
import type { ReportContext } from "./context.ts";
import { reportContext } from "./context.ts";
import { readReport } from "./rows.ts";

const REPORT = { owner: "ISU Roster", name: "Employee_Roster" };

function row(id: number, changes: object = {}): object {
  return {
    Employee_ID: String(id),
    Work_Email: `p${id}@example.com`,
    Worker_Status: "Active",
    Active: "1",
    Hire_Date: "2021-09-06",
    Manager_ID: "1",
    ...changes,
  };
}

function contextWith(
  items: readonly unknown[],
  {
    report = {},
    wanted = [],
    asked = [],
  }: { report?: object; wanted?: readonly string[]; asked?: Asked[] } = {},
): ReportContext {
  const context = contextFor(
    (request) => {
      asked.push(request);
      return { items };
    },
    { report: { ...REPORT, ...report } },
    { wanted },
  );
  const found = reportContext(context);
  if (!found) throw new Error("no report");
  return found;
}

const people = (count: number) => Array.from({ length: count }, (_, index) => row(index));

/** The error that a read of these rows ends with. */
async function failure(items: readonly unknown[], options: Parameters<typeof contextWith>[1] = {}) {
  const error: unknown = await all(readReport(contextWith(items, options), null)).catch(
    (caught: unknown) => caught,
  );
  return isConnectorError(error) ? error : undefined;
}

test("the report is asked for once, with the answers to its prompts", async () => {
  const asked: Asked[] = [];
  const prompts = { Include_Terminated_Workers: "1", "Worker_Type!WID": "0f3c" };
  await all(readReport(contextWith(people(1), { report: { prompts }, asked }), null));
  expect(asked).toMatchObject([
    {
      method: "GET",
      path: "/ccx/service/customreport2/acme/ISU%20Roster/Employee_Roster",
      query: { ...prompts, format: "json" },
    },
  ]);
});

test.each([
  [0, [0]],
  [1, [1]],
  [1_000, [1_000]],
  [2_001, [1_000, 1_000, 1]],
])("%i rows come in pages of a thousand", async (count, sizes) => {
  const pages = await all(readReport(contextWith(people(count)), null));
  expect(pages.map(({ records }) => records.length)).toEqual(sizes);
  expect(pages.map(({ checkpoint }) => checkpoint === null)).toEqual(
    sizes.map((_, index) => index === sizes.length - 1),
  );
  expect(pages[0]).not.toHaveProperty("total");
});

test("a read that was stopped starts over", async () => {
  const [page] = await all(readReport(contextWith(people(1_500)), null));
  const resumed = all(readReport(contextWith(people(1_500)), page?.checkpoint ?? {}));
  expect(await resumed.catch(restartsRead)).toBe(true);
});

test("a column that no row has may have been renamed, and is never taken for empty", async () => {
  const renamed = people(3).map(({ ...rest }) => ({
    ...rest,
    Work_Email: undefined,
    Email: "x@example.com",
  }));
  const error = await failure(JSON.parse(JSON.stringify(renamed)) as unknown[]);
  expect(error).toMatchObject({
    kind: "config",
    code: "columnMissing",
    message: expect.stringContaining("Work_Email"),
  });
  expect(await failure(people(3), { wanted: ["Column.Guild"] })).toMatchObject({ code: "columnMissing" });
});

test("a column is there as soon as one row has it, with a value or without", async () => {
  const sparse = people(2_500).map((each, index) => (index === 2_400 ? { ...each, Guild: "" } : each));
  expect(await failure(sparse, { wanted: ["Column.Guild"] })).toBeUndefined();
});

test("nobody has a last day where nobody left, and somebody has where somebody did", async () => {
  expect(await failure(people(3))).toBeUndefined();
  const left = row(9, { Active: "0", Hire_Date: "2019-02-04" });
  expect(await failure([...people(3), left])).toMatchObject({
    message: expect.stringContaining("Termination_Date"),
  });
  expect(
    await failure([...people(3), left], { report: { columns: { terminationDate: null } } }),
  ).toBeUndefined();
});

test("rows that cannot be read are turned away one by one", async () => {
  const [page] = await all(
    readReport(contextWith([...people(2), row(7, { Hire_Date: "soon" }), null]), null),
  );
  expect(page?.records).toHaveLength(2);
  expect(page?.rejected).toEqual([
    { externalId: "7", path: "Hire_Date", issue: 'is no day of the format "iso"' },
    { path: "Employee_ID", issue: "is missing or no text" },
  ]);
});

describe("a report that breaks off", () => {
  /** What a read ends with that breaks off after so many rows. */
  async function broken(count: number, kind: "transient" | "contract") {
    function* rows() {
      yield* people(count);
      throw new ConnectorError(kind, "Cut.", { code: "cutBody", fix: "Nothing." });
    }
    return failure({ [Symbol.iterator]: rows } as unknown as readonly unknown[]);
  }

  test("starts over, and is the vendor's trouble if that does not help", async () => {
    for (const count of [1, 1_000, 1_500]) {
      const error = await broken(count, "transient");
      expect([restartsRead(error), error?.kind]).toEqual([true, "transient"]);
    }
  });

  test("does not start over for what another try cannot heal, or where it never began", async () => {
    expect(restartsRead(await broken(5, "contract"))).toBe(false);
    expect(await broken(0, "transient")).toMatchObject({ code: "cutBody" });
  });
});
