import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Simulator } from "../start.ts";
import { call, simulateHibob } from "../testing/hibob.ts";

const Entry = z.record(z.string(), z.unknown());
const Bulk = z.object({
  results: z.array(z.object({ employeeId: z.string(), values: z.array(Entry) })),
  errors: z.array(z.object({ employeeId: z.string(), error: z.string() })),
  response_metadata: z.object({
    next_cursor: z.string().nullable(),
    restricted_columns: z.array(z.string()),
  }),
});

async function bulk(simulator: Simulator, query: string, token?: string): Promise<z.infer<typeof Bulk>> {
  const response = await call(
    simulator,
    "GET",
    `/bulk/people/${query}`,
    token === undefined ? {} : { token },
  );
  return Bulk.parse(await response.json());
}

async function entriesOf(
  simulator: Simulator,
  id: string | undefined,
  table = "lifecycle",
): Promise<unknown> {
  const response = await call(simulator, "GET", `/v1/people/${id}/${table}`);
  return z.object({ values: z.array(Entry) }).parse(await response.json()).values;
}

describe("the bulk tables", () => {
  test.each(["lifecycle", "work", "employment"])(
    "of %s go by cursor, at most 200 people at a time",
    async (table) => {
      const simulator = await simulateHibob();
      const ids: string[] = [];
      const sizes: number[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
        const page: z.infer<typeof Bulk> = await bulk(simulator, `${table}?limit=200${more}`);
        ids.push(...page.results.map(({ employeeId }) => employeeId));
        sizes.push(page.results.length);
        cursor = page.response_metadata.next_cursor;
      }
      expect(ids).toEqual(simulator.company().map(({ id }) => id));
      expect(sizes).toEqual([200, 50]);
      expect((await bulk(simulator, table)).results).toHaveLength(50);
      const tooMany = await call(simulator, "GET", `/bulk/people/${table}?limit=201`);
      expect([tooMany.status, await tooMany.json()]).toEqual([
        400,
        { key: "bulk.limit", error: expect.any(String) },
      ]);
    },
  );

  test("tell whom they could not find beside those whom they found", async () => {
    const simulator = await simulateHibob();
    const id = simulator.company()[3]?.id ?? "";
    const gone = simulator.company()[4]?.id ?? "";
    simulator.edit({ op: "erase", id: gone });
    const { results, errors } = await bulk(simulator, `lifecycle?employeeIds=${id},${gone}`);
    expect(results.map(({ employeeId }) => employeeId)).toEqual([id]);
    expect(errors).toEqual([{ employeeId: gone, error: "Employee not found" }]);
  });

  test("name the columns that may not be read, and leave them out", async () => {
    const simulator = await simulateHibob();
    const token = simulator.keys.restricted;
    const { results, response_metadata } = await bulk(simulator, "work", token);
    expect(response_metadata.restricted_columns).toEqual(["department"]);
    expect(results.some(({ values }) => values.some((row) => "department" in row))).toBe(false);
    const header = async (path: string): Promise<string | null> =>
      (await call(simulator, "GET", path, { token })).headers.get("x-has-restricted-columns");
    expect(await header("/bulk/people/work")).toBe("true");
    expect(await header("/bulk/people/lifecycle")).toBeNull();
  });
});

describe("the history of one person", () => {
  test("tells when somebody came, left and came back", async () => {
    const simulator = await simulateHibob();
    const { id, startDate } = simulator.company().find(({ employment }) => employment === "active") ?? {};
    expect(await entriesOf(simulator, id)).toMatchObject([{ effectiveDate: startDate, status: "employed" }]);
    simulator.edit({ op: "terminate", id, set: { endDate: "2026-05-01" } });
    expect(await entriesOf(simulator, id)).toEqual([
      expect.objectContaining({ effectiveDate: startDate }),
      {
        id: 1_000_020_260_501,
        effectiveDate: "2026-05-01",
        status: "terminated",
        reason: null,
        reasonType: null,
      },
    ]);
    simulator.advance(10);
    simulator.edit({ op: "rehire", id });
    expect(await entriesOf(simulator, id)).toMatchObject([
      { effectiveDate: startDate, status: "employed" },
      { status: "terminated" },
      { effectiveDate: "2026-05-11", status: "employed" },
    ]);
  });

  test("has the job with ids of lists, and labels beside them when asked", async () => {
    const simulator = await simulateHibob();
    const truth = simulator.company()[5];
    expect(await entriesOf(simulator, truth?.id, "work")).toMatchObject([
      {
        effectiveDate: truth?.startDate,
        isCurrent: true,
        department: expect.stringMatching(/^\d{9}$/),
        siteId: expect.any(Number),
        reportsTo: { id: truth?.managerId },
      },
    ]);
    const { results } = await bulk(simulator, `work?employeeIds=${truth?.id}&includeHumanReadable=true`);
    expect(results[0]?.values).toMatchObject([
      {
        humanReadable: {
          department: truth?.department,
          title: truth?.jobTitle,
          effectiveDate: truth?.startDate?.split("-").toReversed().join("/"),
        },
      },
    ]);
  });

  test("of somebody unknown is 404; of a table that there is not, Bob's page", async () => {
    const simulator = await simulateHibob({ employees: 3 });
    const unknown = await call(simulator, "GET", "/people/3421987659999999999/lifecycle");
    expect([unknown.status, await unknown.json()]).toEqual([404, {}]);
    const [person] = simulator.company();
    const page = await call(simulator, "GET", `/people/${person?.id}/salaries`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  });
});
