import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { Vendor } from "./kit/vendor.ts";
import { type Simulator, startVendor } from "./start.ts";
import { steer } from "./testing/client.ts";
import { tinyVendor } from "./testing/tiny.ts";

const Page = z.object({
  rows: z.array(z.object({ id: z.string().optional(), name: z.string() })),
  next: z.number().nullable(),
  total: z.number(),
});

async function start(options: { employees: number; realLimits?: boolean }): Promise<Simulator> {
  const simulator = await startVendor(tinyVendor(), { today: "2026-05-01", ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

async function ask({ url, keys }: Simulator, offset = 0): Promise<Response> {
  return fetch(`${url}/people?offset=${offset}`, { headers: { "x-key": keys.full } });
}

async function page(simulator: Simulator, offset?: number): Promise<z.infer<typeof Page>> {
  return Page.parse(await (await ask(simulator, offset)).json());
}

test("a vendor of one's own serves the simulated company in its own words", async () => {
  const simulator = await start({ employees: 25 });
  expect([simulator.vendor, simulator.countsPeople]).toEqual(["tiny", true]);
  const pages = [await page(simulator), await page(simulator, 10), await page(simulator, 20)];
  expect(pages.flatMap(({ rows }) => rows)).toEqual(
    simulator.company().map(({ id, firstName }) => ({ id, name: firstName })),
  );
  expect(simulator.requests().map(({ operation, page: number }) => [operation, number])).toEqual([
    ["list", 1],
    ["list", 2],
    ["list", 3],
  ]);
});

test("it lives, is edited by its own ids and can be steered over HTTP", async () => {
  const simulator = await start({ employees: 25 });
  expect(simulator.edit({ op: "terminate", id: "T7" })).toMatchObject({ id: "T7", employment: "terminated" });
  expect(() => simulator.edit({ op: "terminate", id: "7" })).toThrow("id: no Tiny HR id");
  expect(await (await steer(simulator, "POST", "advance", { days: 400 })).json()).toEqual({
    today: "2027-06-05",
  });
  expect((await page(simulator)).total).toBe(simulator.company().length);
  expect(simulator.company().length).toBeGreaterThan(25);
});

test("faults of transport, of pages and of records happen to it, and people can be hidden", async () => {
  const simulator = await start({ employees: 25 });
  simulator.setFaults({
    rules: [
      { operation: "list", page: 1, attempt: 1, fault: "http503" },
      { operation: "list", page: 1, attempt: 2, fault: "dropPage" },
      { operation: "list", page: 2, fault: "missingId" },
    ],
  });
  expect((await ask(simulator)).status).toBe(503);
  expect((await page(simulator)).next).toBe(20);
  expect((await page(simulator, 10)).rows.filter(({ id }) => id === undefined)).toHaveLength(1);
  simulator.setFaults({ hidePeople: 0.4 });
  expect((await page(simulator)).total).toBe(15);
  simulator.clearFaults();
  expect(await page(simulator)).toMatchObject({ next: 10, total: 25 });
});

test("its own limit holds when asked for", async () => {
  const simulator = await start({ employees: 5, realLimits: true });
  expect([(await ask(simulator)).status, (await ask(simulator)).status]).toEqual([200, 200]);
  const refused = await ask(simulator);
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
});

test.each<[string, Partial<Vendor>, string]>([
  ["an id that cannot be typed as a word", { id: "Tiny HR" }, "id: "],
  ["no name", { name: " " }, "name: "],
  ["a limit that lets nothing through", { realLimit: { requests: 0, seconds: 1 } }, "realLimit: "],
])("a vendor with %s is refused where it is declared", (_, changes, message) => {
  expect(() => tinyVendor(changes)).toThrow(
    expect.objectContaining({ code: "badOption", message: expect.stringContaining(message) }),
  );
});
