import { describe, expect, test } from "vitest";
import type { Simulator } from "../start.ts";
import { ask, columnOf, simulateRippling, walkWorkers, workers } from "../testing/rippling.ts";

const since = (time: string): string => `?limit=100&order_by=updated_at&filter=updated_at gte ${time}`;

async function idsSince(simulator: Simulator, time: string): Promise<unknown[]> {
  return columnOf(await walkWorkers(simulator, since(time)), "id");
}

describe("updated_at", () => {
  test("finds who was edited since, in the order of the edits", async () => {
    const simulator = await simulateRippling();
    expect(await idsSince(simulator, "'2026-05-01T00:00:00.001Z'")).toEqual([]);
    const edited = (["move", "rename", "hire"] as const).map((op) => simulator.edit({ op }));
    const ids = edited.map((row) => ("id" in row ? row.id : ""));
    const found = await walkWorkers(simulator, since("'2026-05-01T00:00:00.001Z'"));
    expect(new Set(columnOf(found, "id"))).toEqual(new Set(ids));
    const times = columnOf(found, "updated_at").map(String);
    expect(times).toEqual(times.toSorted());
    expect(await idsSince(simulator, `'${times.at(-1)}'`)).toContain(columnOf(found, "id").at(-1));
  });

  test("moves when a state does: somebody begins, somebody has left", async () => {
    const simulator = await simulateRippling();
    const joiner = simulator.edit({ op: "hire", set: { startDate: "2026-05-04" } });
    const leaver = simulator.edit({ op: "terminate", set: { endDate: "2026-05-04" } });
    simulator.advance(2);
    const watermark = `'${simulator.today()}T23:59:59.999Z'`;
    simulator.advance(3);
    const found = columnOf(await walkWorkers(simulator, since(watermark)), "id");
    expect(found).toContain("id" in joiner ? joiner.id : "");
    expect(found).toContain("id" in leaver ? leaver.id : "");
  });

  test.each(["2026-04-20T00:00:00Z", "2026-05-01T00:00:00Z", "2026-05-10T00:00:00Z", "2026-06-20T00:00:00Z"])(
    "finds from %s on whom a walk of everybody shows to be as young",
    async (time) => {
      const simulator = await simulateRippling({ employees: 400 });
      simulator.edit({ op: "erase" });
      simulator.advance(50);
      const everybody = (await walkWorkers(simulator, "?limit=100")).flatMap(({ results }) => results);
      const young = everybody.filter((row) => Date.parse(String(row["updated_at"])) >= Date.parse(time));
      expect(young.length).toBeGreaterThan(0);
      expect(new Set(await idsSince(simulator, `'${time}'`))).toEqual(new Set(young.map(({ id }) => id)));
    },
  );

  test("is never before the record was made", async () => {
    const simulator = await simulateRippling({ employees: 400 });
    simulator.edit({ op: "hire" });
    const rows = (await walkWorkers(simulator, "?limit=100")).flatMap(({ results }) => results);
    for (const { created_at: created, updated_at: updated } of rows) {
      expect(String(updated) >= String(created)).toBe(true);
    }
  });

  test.each([
    "'2026-05-01T00:00:00.001Z'",
    "2026-05-01T00:00:00.001Z",
    "2026-05-01T00:00:00.001",
    "'2026-05-01T02:00:00.001+02:00'",
    "'2026-05-01T00:00:00.0010Z'",
  ])("is compared with %s as an instant", async (time) => {
    const simulator = await simulateRippling();
    simulator.edit({ op: "move" });
    expect(await idsSince(simulator, encodeURIComponent(time))).toHaveLength(1);
    const other = await ask(simulator, `/workers/?filter=updated_at ge ${encodeURIComponent(time)}`);
    expect(await other.json()).toMatchObject({ results: [expect.anything()] });
  });

  test("is not compared with what is no time", async () => {
    const simulator = await simulateRippling();
    expect((await ask(simulator, "/workers/?filter=updated_at gte 'yesterday'")).status).toBe(400);
  });
});

describe("a walk while people change", () => {
  test("by updated_at reads everybody at least once: whoever is edited meanwhile comes again", async () => {
    const simulator = await simulateRippling();
    simulator.setFaults({ rules: [{ operation: "list", fault: "changesMidWalk", attempt: 2, times: 3 }] });
    const pages = await walkWorkers(simulator, "?limit=20&order_by=updated_at");
    const ids = columnOf(pages, "id");
    expect(new Set(ids)).toEqual(new Set(simulator.company().map(({ id }) => id)));
    expect(simulator.company()).toHaveLength(123);
  });

  test("goes on at its place when the person at its edge is edited", async () => {
    const simulator = await simulateRippling();
    const first = await workers(simulator, "?limit=10&order_by=updated_at");
    const before = columnOf(await walkWorkers(simulator, "?limit=100&order_by=updated_at"), "id");
    simulator.edit({ op: "rename", id: String(before[10]) });
    const second = await workers(simulator, new URL(first.next_link ?? "").search);
    expect(columnOf([second], "id")).toEqual(before.slice(11, 21));
  });
});
