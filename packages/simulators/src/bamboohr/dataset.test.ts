import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Simulator } from "../start.ts";
import { get, simulate } from "../testing/client.ts";
import { post } from "../testing/post.ts";

const DATA = "/api/v2/datasets/employee/data";

const Page = z.object({
  data: z.array(
    z.object({
      fields: z.record(z.string(), z.string().nullable()),
      _restrictedFields: z.array(z.string()).optional(),
    }),
  ),
  links: z.union([z.object({ next: z.string() }), z.tuple([])]),
  meta: z.object({
    page: z.number(),
    pageSize: z.number(),
    totalPages: z.number().optional(),
    totalItems: z.number().optional(),
  }),
});
type Page = z.infer<typeof Page>;

async function read(simulator: Simulator, body: object, key?: string): Promise<Page> {
  const response = await post(simulator, DATA, body, key === undefined ? {} : { key });
  if (response.status !== 200) throw new Error(`It answered ${response.status}: ${await response.text()}`);
  return Page.parse(await response.json());
}

async function problemOf(response: Response): Promise<unknown> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{40}$/);
  const body = (await response.json()) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(["type", "title", "status", "detail", "instance", "code", "fields"]);
  expect(body["status"]).toBe(response.status);
  return [response.status, body["code"]];
}

const idsOf = ({ data }: Page): unknown[] => data.map(({ fields }) => fields["eeid"]);

const ORDERED = { fields: ["eeid", "firstName"], orderBy: "eeid asc" };

describe("the employee dataset", () => {
  test("says what the truth says, by names of its own", async () => {
    const simulator = await simulate();
    const fields = ["eeid", "email", "firstName", "lastName", "jobInformationDepartment", "supervisorEid"];
    const { data } = await read(simulator, { ...ORDERED, fields, pageSize: 1000 });
    expect(data.map((row) => row.fields)).toEqual(
      simulator.company().map((row) => ({
        eeid: row.id,
        email: row.workEmail,
        firstName: row.firstName,
        lastName: row.lastName,
        jobInformationDepartment: row.department,
        supervisorEid: row.managerId,
      })),
    );
  });

  test("has levels, the manager's address and the company's own fields", async () => {
    const simulator = await simulate();
    const fields = ["eeid", "jobLevel", "supervisorEmail", "customField4337", "customField4338"];
    const { data } = await read(simulator, { ...ORDERED, fields, pageSize: 1000 });
    const column = (name: string): Set<unknown> => new Set(data.map((row) => row.fields[name]));
    expect(column("jobLevel")).toEqual(
      new Set(["Entry", "Professional", "Senior", "Lead", "Executive", null]),
    );
    expect(column("customField4337")).toEqual(new Set(["S", "M", "L", "XL"]));
    expect(column("customField4338")).toEqual(new Set(["Guild A", "Guild B", "Guild C", null]));
    const mails = new Map(simulator.company().map(({ id, workEmail }) => [id, workEmail]));
    const managers = simulator.company().map(({ managerId }) => mails.get(managerId ?? "") ?? null);
    expect(data.map((row) => row.fields["supervisorEmail"])).toEqual(managers);
  });

  test("calls a future hire inactive", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "hire", id: "900", set: { startDate: "2026-06-01" } });
    const { data } = await read(simulator, { fields: ["eeid", "status"], filter: "eeid eq '900'" });
    expect(data).toEqual([{ fields: { eeid: "900", status: "Inactive" } }]);
  });

  test("is walked by pages, with an array for no links", async () => {
    const simulator = await simulate();
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => read(simulator, { ...ORDERED, page, pageSize: 100 })),
    );
    expect(pages.flatMap(idsOf)).toEqual(simulator.company().map(({ id }) => id));
    expect(pages.map(({ data }) => data.length)).toEqual([100, 100, 50, 0]);
    expect(pages[0]?.meta).toEqual({ page: 1, pageSize: 100, totalPages: 3, totalItems: 250 });
    expect(pages[0]?.links).toEqual({ next: expect.stringMatching(/^https:\/\/acme\.bamboohr\.com\//) });
    expect(pages[2]?.links).toEqual([]);
    const whole = await read(simulator, { ...ORDERED, pageSize: 1000 });
    expect([whole.links, whole.meta.totalPages]).toEqual([[], 1]);
    expect((await read(simulator, ORDERED)).meta.pageSize).toBe(100);
  });

  test("without an order repeats somebody and loses somebody", async () => {
    const simulator = await simulate();
    const pages = await Promise.all(
      [1, 2, 3].map((page) => read(simulator, { fields: ["eeid"], page, pageSize: 100 })),
    );
    const ids = pages.flatMap(idsOf);
    expect(new Set(ids).size).toBeLessThan(ids.length);
    expect(new Set(ids).size).toBeLessThan(250);
  });

  test("orders by several fields, nulls first and numbers as numbers", async () => {
    const simulator = await simulate({ employees: 120 });
    const fields = ["eeid", "preferredName"];
    const descending = await read(simulator, { fields, orderBy: "eeid desc", pageSize: 1000 });
    expect(idsOf(descending).slice(0, 3)).toEqual(["120", "119", "118"]);
    const { data } = await read(simulator, {
      fields,
      orderBy: "preferredName asc,eeid desc",
      pageSize: 1000,
    });
    const names = data.map((row) => row.fields["preferredName"] ?? "");
    expect(names).toEqual(names.toSorted());
    expect(data[0]?.fields).toEqual({ eeid: "120", preferredName: null });
  });
});

describe("a filter", () => {
  test("compares by the kind of the field", async () => {
    const simulator = await simulate();
    const count = async (filter: string): Promise<number | undefined> =>
      (await read(simulator, { ...ORDERED, filter })).meta.totalItems;
    const truth = simulator.company();
    expect(await count("status in ('Active','Inactive')")).toBe(250);
    expect(await count("eeid gt '99' and eeid le '101'")).toBe(2);
    expect(await count("eeid eq '7' or eeid eq '8' or eeid eq '9'")).toBe(3);
    const mail = truth.find(({ workEmail }) => workEmail !== null)?.workEmail;
    expect(await count(`email eq '${mail}'`)).toBe(1);
    expect(await count(`email in ('${mail}')`)).toBe(1);
    expect(await count("hireDate ge '2026-05-02'")).toBe(
      truth.filter(({ startDate }) => (startDate ?? "") > "2026-05-01").length,
    );
    expect(await count("jobInformationDepartment ne 'Sales'")).toBe(
      truth.filter(({ department }) => department !== "Sales").length,
    );
    expect(await count("jobInformationDepartment eq 'People & Culture'")).toBeGreaterThan(3);
    simulator.edit({ op: "rename", id: "4", set: { lastName: "O'Brien" } });
    expect(await count("lastName eq 'O''Brien' and eeid eq '4'")).toBe(1);
  });

  test("finds who was edited since", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "move", id: "17" });
    const page = await read(simulator, {
      fields: ["eeid", "lastChanged"],
      filter: "lastChanged ge '2026-05-01T00:00:00Z'",
    });
    expect(page.data).toEqual([
      { fields: { eeid: "17", lastChanged: expect.stringMatching(/^2026-05-0\dT\d\d:\d\d:\d\d\+00:00$/) } },
    ]);
  });

  test.each(["2026-04-01T00:00:00Z", "2026-05-05T00:00:00Z"])(
    "by the time of the last edit finds from %s on whom the whole dataset shows",
    async (time) => {
      const simulator = await simulate();
      simulator.advance(40);
      const body = { ...ORDERED, fields: ["eeid", "lastChanged"], pageSize: 1000 };
      const { data } = await read(simulator, body);
      const young = data.filter((row) => Date.parse(row.fields["lastChanged"] ?? "") >= Date.parse(time));
      expect(young.length).toBeGreaterThan(0);
      expect((await read(simulator, { ...body, filter: `lastChanged ge '${time}'` })).data).toEqual(young);
      const either = `lastChanged ge '${time}' or eeid gt '0'`;
      expect((await read(simulator, { ...body, filter: either })).data).toEqual(data);
    },
  );

  test.each([
    "status eq 'Active' and hireDate gt '2026-01-01' or eeid eq '1'",
    "status not in ('Active')",
    "not status eq 'Active'",
    "shoeSize eq '44'",
    "firstName in ('Ada','Bo')",
    "status like 'A'",
    "status eq 'Active",
    "status in ()",
    "(status eq 'Active')",
    "lastChanged gt 'yesterday'",
    "",
  ])("that says %s is refused", async (filter) => {
    const simulator = await simulate({ employees: 3 });
    expect(await problemOf(await post(simulator, DATA, { ...ORDERED, filter }))).toEqual([
      422,
      "INVALID_FILTER",
    ]);
  });
});

describe("a dataset request", () => {
  test.each([
    [{ fields: ["firstName"], orderBy: "eeid asc" }, "UE-1001"],
    [{ ...ORDERED, orderBy: "eeid upwards" }, "UE-1001"],
    [{ ...ORDERED, pageSize: 1001 }, "BAD_REQUEST"],
    [{ ...ORDERED, page: 0 }, "BAD_REQUEST"],
    [{ fields: [] }, "BAD_REQUEST"],
    [{ fields: Array.from({ length: 401 }, (_, index) => `f${index}`) }, "BAD_REQUEST"],
  ])("%.60j is refused", async (body, code) => {
    const simulator = await simulate({ employees: 3 });
    expect(await problemOf(await post(simulator, DATA, body))).toEqual([400, code]);
  });

  test("gets an empty value and the name of a field that it may not have; or an error, as older documents say", async () => {
    const simulator = await simulate({ employees: 3 });
    const key = simulator.keys.restricted;
    const body = { ...ORDERED, fields: ["eeid", "homeEmail", "shoeSize"] };
    const { data } = await read(simulator, body, key);
    expect(data[1]).toEqual({
      fields: { eeid: "2", homeEmail: null, shoeSize: null },
      _restrictedFields: ["homeEmail", "shoeSize"],
    });
    simulator.setFaults({ rules: [{ operation: "list", fault: "barestForm" }] });
    expect(await problemOf(await post(simulator, DATA, body))).toEqual([400, "UE-1001"]);
    const known = { ...body, fields: ["eeid", "homeEmail"] };
    expect(await problemOf(await post(simulator, DATA, known, { key }))).toEqual([403, "FORBIDDEN"]);
  });

  test("for a dataset that there is not, or may not be seen, or by a wrong key, is refused", async () => {
    const simulator = await simulate({ employees: 3 });
    const other = await post(simulator, "/api/v2/datasets/payroll/data", ORDERED);
    expect(await problemOf(other)).toEqual([422, "DATASET_NOT_FOUND"]);
    const unseen = await post(simulator, DATA, ORDERED, { key: simulator.keys.forbidden });
    expect(await problemOf(unseen)).toEqual([404, "NOT_FOUND"]);
    const wrong = await post(simulator, DATA, ORDERED, { key: "0".repeat(40) });
    expect(wrong.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
    expect(await problemOf(wrong)).toEqual([401, "UNAUTHORIZED"]);
  });

  test("meets the faults of a list", async () => {
    const simulator = await simulate();
    const strike = async (fault: "emptyList" | "shortPage" | "totalTooHigh" | "totalMissing") => {
      simulator.setFaults({ rules: [{ operation: "list", page: 2, fault }] });
      return read(simulator, { ...ORDERED, page: 2, pageSize: 100 });
    };
    expect(await strike("emptyList")).toMatchObject({ data: [], meta: { totalItems: 0 } });
    expect((await strike("shortPage")).data).toHaveLength(50);
    expect((await strike("totalTooHigh")).meta).toMatchObject({ totalItems: 300, totalPages: 3 });
    expect((await strike("totalMissing")).meta).toEqual({ page: 2, pageSize: 100 });
  });
});

test("the dataset's fields are told by pages", async () => {
  const simulator = await simulate({ employees: 3 });
  const page = async (query: string): Promise<Record<string, unknown>> =>
    (await (await get(simulator, `/api/v1_2/datasets/employee/fields${query}`)).json()) as Record<
      string,
      unknown
    >;
  const all = await page("");
  const fields = z.array(z.record(z.string(), z.string())).parse(all["fields"]);
  expect(fields).toContainEqual({
    name: "customField4337",
    label: "Shirt Size",
    parentType: "section",
    parentName: "Custom",
    entityName: "employee",
  });
  const second = await page("?page=2&page_size=10");
  expect(second["pagination"]).toEqual({
    total_records: fields.length,
    current_page: 2,
    total_pages: Math.ceil(fields.length / 10),
    next_page: 3,
    prev_page: 1,
  });
  expect(second["fields"]).toEqual(fields.slice(10, 20));
  expect((await get(simulator, "/api/v1_2/datasets/employee/fields?page=none")).status).toBe(400);
});
