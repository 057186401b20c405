import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Simulator } from "../start.ts";
import { simulate } from "../testing/client.ts";
import { post } from "../testing/post.ts";

const REPORT = "/api/v1/reports/custom?format=JSON";
const Report = z.object({
  title: z.string(),
  fields: z.array(z.object({ id: z.string(), type: z.string(), name: z.string() })),
  employees: z.array(z.record(z.string(), z.string().nullable())),
});

async function read(
  simulator: Simulator,
  body: object,
  options: { key?: string; query?: string } = {},
): Promise<z.infer<typeof Report>> {
  const { query = "", ...rest } = options;
  return Report.parse(await (await post(simulator, `${REPORT}${query}`, body, rest)).json());
}

describe("a custom report", () => {
  test("has everybody of every status in one answer, with empty days in an odd form", async () => {
    const simulator = await simulate();
    const fields = ["workEmail", "status", "terminationDate"];
    const { title, employees } = await read(simulator, { title: "R", fields });
    expect(title).toBe("R");
    expect(employees.map(({ id, workEmail, terminationDate }) => [id, workEmail, terminationDate])).toEqual(
      simulator.company().map(({ id, workEmail, endDate }) => [id, workEmail, endDate ?? "0000-00-00"]),
    );
    expect(new Set(employees.map(({ status }) => status))).toEqual(new Set(["Active", "Inactive"]));
  });

  test("leaves out fields that there are not or may not be read, in its own list of them too", async () => {
    const simulator = await simulate({ employees: 3 });
    const { fields, employees } = await read(
      simulator,
      { fields: ["firstName", "department", "shoeSize", "4337"] },
      { key: simulator.keys.restricted },
    );
    expect(fields).toEqual([
      { id: "firstName", type: "text", name: "First Name" },
      { id: "4337", type: "list", name: "Shirt Size" },
    ]);
    expect(Object.keys(employees[0] ?? {}).toSorted()).toEqual(["4337", "firstName", "id"]);
  });

  test("takes the manager's employee number for the manager's id", async () => {
    const simulator = await simulate();
    const { employees } = await read(simulator, {
      fields: ["employeeNumber", "supervisorId", "supervisorEId"],
    });
    const numbers = new Map(employees.map(({ id, employeeNumber }) => [id, employeeNumber]));
    const led = employees.filter(({ supervisorEId }) => supervisorEId !== null);
    expect(led.length).toBeGreaterThan(200);
    for (const { supervisorEId, supervisorId } of led) {
      expect(supervisorId).toBe(numbers.get(supervisorEId ?? "") ?? null);
    }
  });

  test("with dates that lie ahead calls leavers gone and gives joiners their job", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "hire", id: "901", set: { startDate: "2026-06-01", managerId: "1" } });
    const leaver = simulator.edit({ op: "terminate", set: { endDate: "2026-06-30" } });
    const id = "id" in leaver ? leaver.id : "";
    const body = { fields: ["status", "employmentHistoryStatus", "department", "supervisorEId"] };
    const look = async (query: string): Promise<unknown[]> => {
      const { employees } = await read(simulator, body, { query });
      return [employees.find((row) => row["id"] === id), employees.find((row) => row["id"] === "901")];
    };
    expect(await look("&onlyCurrent=true")).toMatchObject([
      { status: "Active" },
      { department: null, supervisorEId: null },
    ]);
    expect(await look("&onlyCurrent=false")).toMatchObject([
      { status: "Inactive", employmentHistoryStatus: "Terminated" },
      { status: "Active", department: expect.any(String), supervisorEId: "1" },
    ]);
  });

  test("can be cut down to whose record changed since", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "move", id: "41" });
    const filters = { lastChanged: { includeNull: "no", value: "2026-05-01T00:00:00Z" } };
    expect((await read(simulator, { fields: ["firstName"], filters })).employees).toMatchObject([
      { id: "41" },
    ]);
  });

  test("takes a body with a charset behind its type for XML, and any form but JSON for unknown", async () => {
    const simulator = await simulate({ employees: 3 });
    const body = { fields: ["firstName"] };
    const charset = { "content-type": "application/json; charset=utf-8" };
    const malformed = await post(simulator, REPORT, body, { headers: charset });
    expect([malformed.status, malformed.headers.get("x-bamboohr-error-message")]).toEqual([
      400,
      "Malformed XML",
    ]);
    const path = "/api/v1/reports/custom";
    expect((await post(simulator, path, body)).status).toBe(200);
    expect((await post(simulator, path, body, { headers: { accept: "*/*" } })).status).toBe(404);
    expect((await post(simulator, `${path}?format=PDF`, body)).status).toBe(404);
    const many = { fields: Array.from({ length: 401 }, (_, index) => `f${index}`) };
    expect((await post(simulator, REPORT, many)).status).toBe(400);
    expect((await post(simulator, REPORT, body, { key: simulator.keys.forbidden })).status).toBe(403);
  });

  test("of a large company is never one text", async () => {
    const simulator = await simulate({ employees: 40_000 });
    const { employees } = await read(simulator, { fields: ["firstName"] });
    expect(employees.at(-1)?.["id"]).toBe(simulator.company().at(-1)?.id);
    expect(employees).toHaveLength(40_000);
  });
});
