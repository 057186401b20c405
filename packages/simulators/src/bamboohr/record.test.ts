import { describe, expect, test } from "vitest";
import { z } from "zod";
import { get, simulate } from "../testing/client.ts";

const Directory = z.object({
  fields: z.array(z.object({ id: z.string(), type: z.string(), name: z.string() })),
  employees: z.array(z.record(z.string(), z.string().nullable())),
});

describe("one employee", () => {
  test("has the fields asked for by alias or number, unknown ones left out, and always an id", async () => {
    const simulator = await simulate();
    const [, second] = simulator.company();
    const body = async (query: string): Promise<unknown> =>
      (await get(simulator, `/employees/2${query}`)).json();
    expect(await body("")).toEqual({ id: "2" });
    expect(await body("?fields=department,15,departmentName,customShirtSize,4340.4,terminationDate")).toEqual(
      {
        id: "2",
        department: second?.department,
        15: second?.workEmail,
        customShirtSize: expect.stringMatching(/^(S|M|L|XL)$/),
        "4340.4": "SN-2",
        terminationDate: "0000-00-00",
      },
    );
  });

  test("names its manager by internal id, by employee number and by name", async () => {
    const simulator = await simulate();
    simulator.edit({
      op: "rename",
      id: "2",
      set: { employeeNumber: "0815", firstName: "Ada", lastName: "Boss", preferredName: null },
    });
    simulator.edit({ op: "move", id: "3", set: { managerId: "2" } });
    const response = await get(simulator, "/employees/3?fields=supervisorEId,supervisorId,supervisor");
    expect(await response.json()).toEqual({
      id: "3",
      supervisorEId: "2",
      supervisorId: "0815",
      supervisor: "Ada Boss",
    });
  });

  test.each(["/employees/99999", "/employees/abc", "/employees/01"])("is not found at %s", async (path) => {
    const simulator = await simulate();
    const response = await get(simulator, path);
    expect(response.status).toBe(404);
    expect(response.headers.get("x-bamboohr-error-message")).toBe("Employee not found, Employee not found");
    expect(response.headers.get("x-bamboohr-error-messsage")).toBe("Employee not found, Employee not found");
    expect(await response.text()).toBe("");
  });

  test("0 is whoever asks, and more than 400 fields are refused", async () => {
    const simulator = await simulate();
    expect(await (await get(simulator, "/employees/0")).json()).toEqual({ id: "1" });
    const fields = Array.from({ length: 401 }, (_, index) => index + 1).join(",");
    expect((await get(simulator, `/employees/2?fields=${fields}`)).status).toBe(400);
  });
});

describe("the directory", () => {
  test("has who works here today, and with onlyCurrent=false who begins later", async () => {
    const simulator = await simulate();
    const read = async (query: string): Promise<string[]> => {
      const response = await get(simulator, `/employees/directory${query}`);
      return Directory.parse(await response.json()).employees.map(({ id }) => id ?? "");
    };
    const truth = simulator.company();
    const active = truth.filter(({ employment }) => employment === "active").map(({ id }) => id);
    const future = truth.filter(({ employment }) => employment === "preStart").map(({ id }) => id);
    expect(await read("")).toEqual(active);
    expect((await read("?onlyCurrent=false")).toSorted()).toEqual([...active, ...future].toSorted());
  });

  test("has no status and no dates", async () => {
    const simulator = await simulate();
    const { fields } = Directory.parse(await (await get(simulator, "/employees/directory")).json());
    expect(fields.map(({ id }) => id)).not.toEqual(expect.arrayContaining(["status"]));
    expect(fields.some(({ type }) => type === "date")).toBe(false);
  });

  test("is not found when it is empty", async () => {
    const simulator = await simulate({ employees: 0 });
    expect((await get(simulator, "/employees/directory")).status).toBe(404);
  });
});

test("the fields are listed with ids, and deprecated twins share one", async () => {
  const simulator = await simulate({ employees: 1 });
  const fields: unknown = await (await get(simulator, "/meta/fields")).json();
  expect(fields).toContainEqual({ id: 15, name: "Work Email", type: "email", alias: "workEmail" });
  expect(fields).toContainEqual({ id: "4340.4", name: "Laptop: Serial", type: "text" });
  expect(fields).toContainEqual({
    id: 1358,
    name: "Nickname",
    type: "text",
    alias: "nickname",
    deprecated: true,
  });
});
