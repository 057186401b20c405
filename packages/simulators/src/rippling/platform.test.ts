import { describe, expect, test } from "vitest";
import { ripplingDelivery } from "../index.ts";
import type { Simulator } from "../start.ts";
import { getAs, refresh } from "../testing/oauth.ts";
import { ask, simulateRippling } from "../testing/rippling.ts";

type Row = Record<string, unknown>;

async function employees(simulator: Simulator, path: string): Promise<Row[]> {
  const { access_token } = await refresh(simulator);
  const response = await getAs(simulator, `/platform/api${path}`, access_token);
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Row[];
}

describe("the older API", () => {
  test("lists who is active as a bare array, and those who left elsewhere", async () => {
    const simulator = await simulateRippling({ employees: 90 });
    const active = await employees(simulator, "/employees");
    const all = await employees(simulator, "/employees/include_terminated/");
    expect(all.map(({ id }) => id)).toEqual(simulator.company().map(({ id }) => id));
    expect(active).toEqual(all.filter(({ roleState }) => roleState === "ACTIVE"));
    expect(new Set(all.map(({ roleState }) => roleState)).size).toBeGreaterThan(1);
    const [truth] = simulator.company();
    expect(all[0]).toMatchObject({
      workEmail: truth?.workEmail,
      firstName: truth?.firstName,
      title: truth?.jobTitle,
      manager: truth?.managerId,
      customFields: { "Cost code": expect.any(String) },
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
    });
  });

  test("goes by offset, a hundred at most", async () => {
    const simulator = await simulateRippling();
    const path = "/employees/include_terminated";
    const pages = [
      await employees(simulator, `${path}?limit=100`),
      await employees(simulator, `${path}?limit=100&offset=100`),
      await employees(simulator, `${path}?limit=100&offset=200`),
    ];
    expect(pages.map((page) => page.length)).toEqual([100, 20, 0]);
    expect(await employees(simulator, path)).toHaveLength(100);
    await expect(employees(simulator, `${path}?limit=101`)).rejects.toThrow("400");
  });

  test("is shut to an API token, but for telling whose it is", async () => {
    const simulator = await simulateRippling();
    const statuses = [
      "/employees",
      "/employees/include_terminated",
      "/me",
      "/companies/current",
      "/workers",
    ].map(async (path) => (await ask(simulator, `/platform/api${path}`)).status);
    expect(await Promise.all(statuses)).toEqual([403, 403, 200, 200, 404]);
    const me: unknown = await (await ask(simulator, "/platform/api/me")).json();
    expect(me).toMatchObject({ workEmail: simulator.company()[0]?.workEmail, company: expect.any(String) });
    expect((await ask(simulator, "/platform/api/me", "wrong")).status).toBe(401);
  });

  test("is told that an app was installed", async () => {
    const simulator = await simulateRippling();
    const { access_token } = await refresh(simulator);
    const response = await fetch(`${simulator.url}/platform/api/mark_app_installed`, {
      method: "POST",
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(response.status).toBe(200);
  });

  test("meets the faults of a list", async () => {
    const simulator = await simulateRippling();
    simulator.setFaults({ rules: [{ operation: "list", page: 2, fault: "shiftOffsets" }] });
    const path = "/employees/include_terminated?limit=50";
    const first = await employees(simulator, path);
    const second = await employees(simulator, `${path}&offset=50`);
    expect(second[0]?.["id"]).toBe(first[49]?.["id"]);
  });

  test("tells of a change by a form that names ids, unsigned", () => {
    const { headers, body } = ripplingDelivery({ name: "employee.updated", id: "65aa10c2d4e1f20b00000003" });
    expect(Object.keys(headers)).toEqual(["content-type"]);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      event_name: "employee.updated",
      company_id: expect.stringMatching(/^[0-9a-f]{24}$/),
      company_primary_email: "hr@acme.test",
      id: "65aa10c2d4e1f20b00000003",
    });
  });
});
