import { sql } from "kysely";
import { findRun, type RunRecord } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { newVendor, staff } from "../testing/vendor.ts";
import { newWorld, useStore, type World } from "../testing/world.ts";
import { cancel, type CancelResult } from "./cancel-run.ts";
import { syncNow } from "./schedule-integration.ts";

async function queue({ engine, integration }: World): Promise<number> {
  const request = { mode: "full", dryRun: false, actor: "ada", forWorker: false } as const;
  return (await syncNow(engine, integration, request)).id;
}

function cancelRun({ engine, orgId }: World, runId: number): Promise<CancelResult> {
  return cancel(engine, { orgId, runId, actor: "ada" });
}

function runOf({ store, orgId }: World, runId: number): Promise<RunRecord | undefined> {
  return store.forOrganization(orgId, (tx) => findRun(tx, runId));
}

/** While `work` is done, nothing of the organization can be sealed. */
async function withoutSealing(world: World, work: () => Promise<void>): Promise<void> {
  const blocker = await world.store.systemPool.connect();
  try {
    await blocker.query("begin");
    await blocker.query("select from organizations where id = $1 for no key update", [world.orgId]);
    await work();
  } finally {
    await blocker.query("rollback");
    blocker.release();
  }
}

async function waitsForLock({ store }: World, runId: number): Promise<boolean> {
  const { rowCount } = await store.systemPool.query(
    "select from pg_stat_activity where application_name like $1 and wait_event_type = 'Lock'",
    [`muster:${runId}:%`],
  );
  return rowCount === 1;
}

describe.each(engineServers)("cancelling on %s", (server) => {
  const store = useStore(server);

  test("a queued run never begins, and who cancelled it is kept", async () => {
    const world = await newWorld(store(), newVendor(staff(3)));
    const runId = await queue(world);
    expect(await cancelRun(world, runId)).toBe("cancelled");
    expect(await world.lead(runId)).toEqual({ kind: "refused", because: "ended" });
    expect(await runOf(world, runId)).toMatchObject({ state: "cancelled", reason: "Cancelled by ada." });
    const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
      sql`select actor, act, subject from audit order by id`.execute(tx),
    );
    expect(rows).toEqual([
      { actor: "ada", act: "integrations.create", subject: `integration:${world.integration.id}` },
      { actor: "ada", act: "runs.cancel", subject: `run:${runId}` },
    ]);
  });

  test("what has ended stays as it ended, and nobody cancels another organization's run", async () => {
    const world = await newWorld(store(), newVendor(staff(3)));
    const run = await world.sync();
    expect(await cancelRun(world, run.id)).toBe("ended");
    expect(await runOf(world, run.id)).toMatchObject({ state: "succeeded" });
    const other = await newWorld(store(), newVendor(staff(3)));
    const theirs = await queue(other);
    expect(await cancelRun(world, theirs)).toBe("unknown");
    expect(await runOf(other, theirs)).toMatchObject({ state: "queued" });
  });

  test("an apply is not waited for: its statement ends, nothing of it is kept, the next run is woken", async () => {
    const world = await newWorld(store(), newVendor(staff(30)));
    const runId = await queue(world);
    await withoutSealing(world, async () => {
      const leading = world.lead(runId);
      await expect.poll(() => waitsForLock(world, runId), { timeout: 10_000 }).toBe(true);
      const next = await queue(world);
      expect(await cancelRun(world, runId)).toBe("cancelled");
      expect(await leading).toEqual({ kind: "lost" });
      const { rows } = await world.store.systemPool.query(
        "select key from graphile_worker._private_jobs where key like $1",
        [`run:${next}:%`],
      );
      expect(rows).toHaveLength(1);
    });
    expect(await world.members()).toEqual([]);
    expect(await runOf(world, runId)).toMatchObject({ state: "cancelled" });
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { create: 30 } });
  });

  test("a read learns of it at its next commit, and nothing of it stays staged", async () => {
    const vendor = newVendor(staff(120));
    const world = await newWorld(store(), vendor);
    const runId = await queue(world);
    vendor.beforePage = async (page) => {
      if (page === 2) expect(await cancelRun(world, runId)).toBe("cancelled");
    };
    expect(await world.lead(runId)).toEqual({ kind: "lost" });
    const { rowCount } = await world.store.systemPool.query("select from staging where run_id = $1", [runId]);
    expect(rowCount).toBe(0);
  });
});
