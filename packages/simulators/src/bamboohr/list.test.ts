import { describe, expect, test } from "vitest";
import { get, getPage, idsOf, simulate, walk } from "../testing/client.ts";

const cursor = (value: object): string =>
  encodeURIComponent(Buffer.from(JSON.stringify(value)).toString("base64"));

async function refusal(response: Response): Promise<unknown> {
  return { status: response.status, body: await response.json() };
}

describe("the employee list", () => {
  test("has active and inactive people unless it is filtered, each id once, as strings", async () => {
    const simulator = await simulate();
    const page = await getPage(simulator, "?page[limit]=2500");
    expect(page.data.map((row) => row["employeeId"])).toEqual(simulator.company().map(({ id }) => id));
    expect(new Set(page.data.map((row) => row["status"]))).toEqual(new Set(["Active", "Inactive"]));
    expect(page.meta.total).toBe(250);
  });

  test("gives the default fields, those asked for, and nothing for unknown names", async () => {
    const simulator = await simulate();
    const { data } = await getPage(simulator, "?fields=workEmail,shoeSize,isManager&page[limit]=1");
    expect(Object.keys(data[0] ?? {})).toEqual([
      "employeeId",
      "firstName",
      "lastName",
      "preferredName",
      "photoUrl",
      "jobTitleName",
      "status",
      "workEmail",
      "isManager",
      "_restrictedFields",
    ]);
    expect(data[0]?.["isManager"]).toBe(true);
    expect(data[0]?.["_restrictedFields"]).toEqual([]);
  });

  test("reads fields[] as a list, and of a repeated fields only the last", async () => {
    const simulator = await simulate();
    const keys = async (query: string): Promise<string[]> =>
      Object.keys((await getPage(simulator, `?page[limit]=1&${query}`)).data[0] ?? {});
    expect(await keys("fields[]=hireDate&fields[]=workEmail")).toEqual(
      expect.arrayContaining(["hireDate", "workEmail"]),
    );
    expect(await keys("fields=hireDate&fields=workEmail")).not.toContain("hireDate");
  });

  test("says what the truth says", async () => {
    const simulator = await simulate();
    const fields = "workEmail,departmentName,hireDate,terminationDate,reportsToId";
    const { data } = await getPage(simulator, `?fields=${fields}`);
    const rows = data.map((row) => [
      row["employeeId"],
      row["workEmail"],
      row["firstName"],
      row["lastName"],
      row["departmentName"],
      row["jobTitleName"],
      row["hireDate"],
      row["terminationDate"],
      row["reportsToId"],
    ]);
    expect(rows).toEqual(
      simulator
        .company()
        .map((row) => [
          row.id,
          row.workEmail,
          row.firstName,
          row.lastName,
          row.department,
          row.jobTitle,
          row.startDate,
          row.endDate,
          row.managerId,
        ]),
    );
  });

  test("signs its photo addresses anew", async () => {
    const simulator = await simulate({ employees: 1 });
    const photo = async (): Promise<unknown> => (await getPage(simulator)).data[0]?.["photoUrl"];
    const first = await photo();
    await expect.poll(photo).not.toBe(first);
  });
});

describe("paging", () => {
  test("walks everybody once, 250 at a time unless told otherwise", async () => {
    const simulator = await simulate({ employees: 620 });
    const pages = await walk(simulator, "");
    expect(pages.map((page) => page.data.length)).toEqual([250, 250, 120]);
    expect(idsOf(pages)).toEqual(simulator.company().map(({ id }) => id));
    expect(pages.map((page) => page.meta.total)).toEqual([620, 620, 620]);
    expect(Object.keys(pages[2]?._links ?? {})).toEqual(["self", "prev"]);
    expect(pages[0]?.meta.page.prevCursor).toBeNull();
  });

  test("names in its cursor whoever comes next, and links to the vendor's own host", async () => {
    const simulator = await simulate();
    const { meta, _links } = await getPage(simulator, "?page[limit]=100");
    expect(Buffer.from(meta.page.nextCursor ?? "", "base64").toString()).toBe('{"nextEmployee":101}');
    expect(_links["next"]?.href).toMatch(
      /^https:\/\/acme\.bamboohr\.com\/api\/v1\/employees\?.*page%5Bafter%5D=/,
    );
  });

  test("goes back by the other cursor", async () => {
    const simulator = await simulate();
    const [, second] = await walk(simulator, "page[limit]=100");
    const before = encodeURIComponent(second?.meta.page.prevCursor ?? "");
    const first = await getPage(simulator, `?page[limit]=100&page[before]=${before}`);
    expect(first.data.map((row) => row["employeeId"])).toEqual(
      simulator
        .company()
        .slice(0, 100)
        .map(({ id }) => id),
    );
    expect(first.meta.page.prevCursor).toBeNull();
  });

  test("refuses a cursor whose person was erased or whom it never named", async () => {
    const simulator = await simulate();
    const badPage = { status: 400, body: { error: { code: "BadPage", message: expect.any(String) } } };
    const next = `/employees?page[limit]=100&page[after]=${cursor({ nextEmployee: 101 })}`;
    expect((await get(simulator, next)).status).toBe(200);
    simulator.edit({ op: "erase", id: "101" });
    expect(await refusal(await get(simulator, next))).toEqual(badPage);
    expect(await refusal(await get(simulator, "/employees?page[after]=junk"))).toEqual(badPage);
    expect(
      await refusal(await get(simulator, `/employees?page[before]=${cursor({ nextEmployee: 5 })}`)),
    ).toEqual(badPage);
  });

  test.each([
    ["page[limit]=2501"],
    ["page[limit]=0"],
    ["page[limit]=all"],
    ["page[after]=a&page[before]=b"],
    ["sort=workEmail"],
    ["filter[status]=terminated"],
    ["filter[shoeSize]=44"],
    [`fields=${Array.from({ length: 401 }, (_, index) => `f${index}`).join(",")}`],
  ])("refuses %.40s", async (query) => {
    const simulator = await simulate({ employees: 3 });
    const answer = await refusal(await get(simulator, `/employees?${query}`));
    expect(answer).toEqual({
      status: 400,
      body: { error: { code: "BadRequest", message: expect.any(String) } },
    });
  });
});

describe("order and filters", () => {
  test("sorts ids as numbers and texts without case, nulls first, backwards with a minus", async () => {
    const simulator = await simulate();
    const column = async (sort: string, name: string): Promise<unknown[]> =>
      (await walk(simulator, `sort=${sort}&page[limit]=60`)).flatMap((page) =>
        page.data.map((row) => row[name]),
      );
    expect((await column("-employeeId", "employeeId")).slice(0, 3)).toEqual(["250", "249", "248"]);
    const preferred = await column("preferredName", "preferredName");
    const firstName = preferred.findIndex((name) => name !== null);
    expect(preferred.slice(firstName).every((name) => name !== null)).toBe(true);
    expect(firstName).toBeGreaterThan(0);
    expect(await column("-lastName", "lastName")).toEqual(
      (await column("lastName", "lastName")).toReversed(),
    );
  });

  test("filters by status, by part of a text and by exact values, all together", async () => {
    const simulator = await simulate();
    const total = async (query: string): Promise<number | undefined> =>
      (await getPage(simulator, `?${query}`)).meta.total;
    const active = await total("filter[status]=active");
    const inactive = await total("filter[status]=Inactive");
    expect((active ?? 0) + (inactive ?? 0)).toBe(250);
    const engineers = simulator.company().filter(({ department }) => department === "Engineering");
    expect(await total("filter[departmentName]=ENGINEER")).toBe(engineers.length);
    const hired = engineers.filter(({ startDate }) => startDate === engineers[1]?.startDate);
    expect(await total(`filter[departmentName]=engineer&filter[hireDate]=${hired[0]?.startDate}`)).toBe(
      hired.length,
    );
    expect(await total("filter[isManager]=true")).toBeGreaterThan(8);
  });

  test("finds people by ids and leaves unknown ones out", async () => {
    const simulator = await simulate();
    expect(idsOf([await getPage(simulator, "?filter[ids]=7,3,99999")])).toEqual(["3", "7"]);
    expect(idsOf([await getPage(simulator, "?filter[ids][]=12&filter[ids][]=4")])).toEqual(["4", "12"]);
  });
});
