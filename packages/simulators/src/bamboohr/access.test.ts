import { describe, expect, test } from "vitest";
import { get, getPage, simulate, walk } from "../testing/client.ts";

describe("a wrong key", () => {
  test.each(["/employees", "/employees/3", "/employees/directory", "/meta/fields"])(
    "gets 401 at %s: the reason in a header, a challenge, no body",
    async (path) => {
      const simulator = await simulate({ employees: 5 });
      const response = await get(simulator, path, { key: "0".repeat(40) });
      expect(response.status).toBe(401);
      expect(response.headers.get("x-bamboohr-error-message")).toBe("API key not provided or invalid");
      expect(response.headers.get("www-authenticate")).toBe('Basic realm="https://api.bamboohr.com/acme"');
      expect(await response.text()).toBe("");
    },
  );

  test.each([undefined, "Bearer abc", "Basic !!!"])("so does the header %s", async (authorization) => {
    const simulator = await simulate({ employees: 5 });
    const headers = authorization === undefined ? {} : { authorization };
    expect((await fetch(`${simulator.url}/employees`, { headers })).status).toBe(401);
  });
});

describe("a key that may not do everything", () => {
  test("sees null for a field it may not read, and the name of the field", async () => {
    const simulator = await simulate();
    const { data } = await getPage(
      simulator,
      "?fields=departmentName,terminationDate,workEmail",
      simulator.keys.restricted,
    );
    expect(data).toHaveLength(250);
    expect(data[1]).toMatchObject({ departmentName: null, terminationDate: null });
    expect(data[1]?.["workEmail"]).toBe(simulator.company()[1]?.workEmail);
    expect(data[1]?.["_restrictedFields"]).toEqual(["departmentName", "terminationDate"]);
  });

  test("finds nobody by such a field, without a word", async () => {
    const simulator = await simulate();
    const page = await getPage(simulator, "?filter[departmentName]=e", simulator.keys.restricted);
    expect(page).toMatchObject({ data: [], meta: { total: 0 } });
  });

  test("does not see it in one record either", async () => {
    const simulator = await simulate();
    const response = await get(simulator, "/employees/2?fields=department,workEmail", {
      key: simulator.keys.restricted,
    });
    expect(await response.json()).toEqual({ id: "2", workEmail: simulator.company()[1]?.workEmail });
  });

  test("sees fewer people, and totals agree", async () => {
    const simulator = await simulate();
    const pages = await walk(simulator, "page[limit]=20&fields=departmentName", simulator.keys.narrow);
    const rows = pages.flatMap((page) => page.data);
    expect(new Set(rows.map((row) => row["departmentName"]))).toEqual(new Set(["Engineering", "Product"]));
    expect(pages[0]?.meta.total).toBe(rows.length);
    const outsider = await get(simulator, "/employees/1", { key: simulator.keys.narrow });
    expect(outsider.status).toBe(403);
    expect(outsider.headers.get("x-bamboohr-error-message")).toBe(
      "Insufficient Permissions to view this employee",
    );
  });

  test("may not list", async () => {
    const simulator = await simulate();
    const key = simulator.keys.forbidden;
    const list = await get(simulator, "/employees", { key });
    expect(list.status).toBe(403);
    expect(await list.json()).toEqual({ error: { code: "Forbidden", message: expect.any(String) } });
    expect((await get(simulator, "/employees/3", { key })).status).toBe(403);
    const directory = await get(simulator, "/employees/directory", { key });
    expect(directory.headers.get("x-bamboohr-error-message")).toBe("Directory disabled for this account");
    expect((await get(simulator, "/meta/fields", { key })).status).toBe(200);
  });
});

describe("without Accept: application/json", () => {
  test.each([
    [
      "/employees?page[limit]=1",
      /^<\?xml version="1.0"\?>\n<employees><employee id="1"><field id="firstName">/,
    ],
    [
      "/employees/2?fields=jobTitle",
      /<employee id="2"><field id="jobTitle">VP Engineering<\/field><\/employee>$/,
    ],
    ["/employees/directory", /<directory><fieldset><field id="displayName" type="text">/],
    ["/meta/fields", /<field id="636" type="employee_number">Employee #<\/field>/],
  ])("%s answers XML", async (path, start) => {
    const simulator = await simulate();
    const response = await get(simulator, path, { accept: "*/*" });
    expect(response.headers.get("content-type")).toContain("text/xml");
    expect(await response.text()).toMatch(start);
  });

  test("ampersands are escaped", async () => {
    const simulator = await simulate();
    const response = await get(simulator, "/employees?fields=departmentName", { accept: "text/xml" });
    expect(await response.text()).toContain("People &amp; Culture");
  });
});

test("both bases of the vendor are answered, and other paths are not", async () => {
  const simulator = await simulate({ employees: 5 });
  expect((await get(simulator, "/api/gateway.php/acme/v1/employees")).status).toBe(200);
  expect((await get(simulator, "/api/v1/employees")).status).toBe(200);
  expect((await get(simulator, "/api/gateway.php/other/v1/employees")).status).toBe(404);
  expect((await get(simulator, "/api/v3/employees")).status).toBe(404);
});
