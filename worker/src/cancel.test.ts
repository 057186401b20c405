import { type Simulator, startSimulator } from "@muster/simulators";
import { createTestDatabase } from "@muster/store/testing";
import { cancel, syncNow } from "@muster/sync";
import { expect, test } from "vitest";
import { type Inspector, memberIds, openInspector } from "./testing/inspect.ts";
import { expectedIds } from "./testing/reads.ts";
import { ended, openWorld, until, workerIn, type World } from "./testing/world.ts";

const FULL = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;

interface CancelledWorld extends World {
  vendor: Simulator;
  inspector: Inspector;
}

async function smallWorld(): Promise<CancelledWorld> {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 40 });
  const world = await openWorld({ database, vendor });
  return { ...world, vendor, inspector: await openInspector(database) };
}

/** Holds a table, so that the phase that writes to it lasts as long as the test wants. */
async function hold({ query }: Inspector, table: string): Promise<void> {
  await query("begin");
  await query(`lock table ${table} in exclusive mode`);
}

async function blockedAt({ query }: Inspector, table: string): Promise<void> {
  await until(
    async () =>
      (await query("select from pg_locks where not granted and relation = $1::regclass", [table])).length >
        0 || undefined,
    20_000,
    () => `nothing waits for ${table}`,
  );
}

test.each([
  ["reading", undefined],
  ["staging", "staging"],
  ["planning", "changes"],
  ["applying", "members"],
] as const)(
  "a run that is %s is cancelled within 10 s, with nothing of it left, and the next one goes through",
  async (phase, table) => {
    const world = await smallWorld();
    const { muster, inspector, vendor, orgId } = world;
    if (table === undefined) vendor.setFaults({ rules: [{ operation: "list", attempt: 1, fault: "hang" }] });
    else await hold(inspector, table);
    await workerIn(world, { pollMs: 100 });
    const run = await syncNow(muster.engine, world.integration, FULL);
    if (table === undefined) {
      await until(
        () => (vendor.requests().length > 0 ? true : undefined),
        20_000,
        () => phase,
      );
    } else await blockedAt(inspector, table);
    const asked = performance.now();
    // Cancelling drops what was staged, and waits for whoever holds the table: here that is the test.
    const cancelling = cancel(muster.engine, { orgId, runId: run.id, actor: "admin" });
    if (table !== undefined) await inspector.query("rollback");
    expect(await cancelling).toBe("cancelled");
    expect(await ended(world, run.id)).toMatchObject({ state: "cancelled", reason: "Cancelled by admin." });
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(await inspector.query("select from members")).toEqual([]);
    expect(await inspector.query("select from staging")).toEqual([]);
    expect(await inspector.query("select from leases")).toEqual([]);
    vendor.clearFaults();
    const next = await syncNow(muster.engine, world.integration, FULL);
    expect(await ended(world, next.id)).toMatchObject({ state: "succeeded" });
    expect(await memberIds(inspector)).toEqual(expectedIds(vendor.company()));
  },
);
