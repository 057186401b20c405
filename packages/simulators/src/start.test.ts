import { expect, test } from "vitest";
import { startSimulator, startVendor, vendors, type Simulator } from "./start.ts";
import { get, simulate } from "./testing/client.ts";
import { refresh, secretsOf } from "./testing/oauth.ts";
import { tinyVendor } from "./testing/tiny.ts";

test("a simulator serves on loopback and has a config that works", async () => {
  const simulator = await simulate({ seed: 3 });
  expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(simulator.config).toEqual({
    settings: { companyDomain: "acme" },
    auth: { method: "apiKey", apiKey: simulator.keys.full },
    limits: { windows: [{ requests: 1000, seconds: 1 }], concurrent: 32 },
  });
  expect(simulator.keys.full).toMatch(/^[0-9a-f]{40}$/);
  expect((await get(simulator, "/api/v1/employees")).status).toBe(200);
});

test("its config signs in by any of the vendor's methods, with what works now", async () => {
  const simulator = await simulate({ auth: "oauth", employees: 3 });
  expect(simulator.config).toMatchObject({ auth: { method: "oauth", ...secretsOf(simulator) } });
  const { refresh_token } = await refresh(simulator);
  expect(simulator.config).toMatchObject({ auth: { refreshToken: refresh_token } });
  await expect(simulate({ auth: "palm" })).rejects.toMatchObject({
    code: "badOption",
    message: "auth: must be apiKey or oauth",
  });
  await expect(startVendor(tinyVendor(), { auth: "oauth" })).rejects.toMatchObject({
    message: "auth: must be key",
  });
});

test("an unknown vendor is refused with the ones there are", async () => {
  await expect(startSimulator("acmehr")).rejects.toMatchObject({
    code: "unknownVendor",
    message: expect.stringContaining("bamboohr"),
  });
  expect(vendors).toEqual([
    { id: "bamboohr", name: "BambooHR" },
    { id: "hibob", name: "HiBob" },
    { id: "personio", name: "Personio" },
    { id: "rippling", name: "Rippling" },
    { id: "workday", name: "Workday" },
  ]);
});

test("a taken port is refused by name", async () => {
  const first = await simulate();
  const port = Number(new URL(first.url).port);
  await expect(startSimulator("bamboohr", { port })).rejects.toMatchObject({
    code: "portTaken",
    message: `Port ${port} is taken. Choose another one, or 0 for a free one.`,
  });
});

test.each([
  { employees: -1 },
  { employees: 1.5 },
  { port: 70_000 },
  { seed: Number.NaN },
  { today: "2026-02-30" },
  { today: "tomorrow" },
])("the option %j is refused by name", async (options) => {
  const name = Object.keys(options).join("");
  await expect(startSimulator("bamboohr", options)).rejects.toMatchObject({
    code: "badOption",
    message: expect.stringContaining(name),
  });
});

test("without a first day it begins today", async () => {
  const before = new Date().toISOString().slice(0, 10);
  const simulator = await simulate({ today: undefined });
  expect([before, new Date().toISOString().slice(0, 10)]).toContain(simulator.today());
});

test("real limits refuse one call too many and say how long to wait", async () => {
  const simulator = await simulate({ realLimits: true, employees: 5 });
  expect(simulator.config).not.toHaveProperty("limits");
  const answers = await Promise.all(Array.from({ length: 41 }, () => get(simulator, "/employees")));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(1);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeLessThanOrEqual(10);
});

test("closing ends a call that hangs", async () => {
  const simulator = await startSimulator("bamboohr", { employees: 5 });
  simulator.setFaults({ rules: [{ operation: "list", fault: "hang" }] });
  const [hanging] = await Promise.allSettled([get(simulator, "/employees"), closeOnceAsked(simulator)]);
  expect(hanging.status).toBe("rejected");
});

test("ten thousand people are there in well under a second", async () => {
  const began = performance.now();
  const simulator = await simulate({ employees: 10_000 });
  expect(performance.now() - began).toBeLessThan(900);
  expect(simulator.company()).toHaveLength(10_000);
});

async function closeOnceAsked(simulator: Simulator): Promise<void> {
  await expect.poll(() => simulator.requests().length).toBe(1);
  await simulator.close();
}
