import { cancelQueued, tryApplyLock } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { NOTHING, preview, undo, within } from "./testing/undoing.ts";
import { newVendor, person, staff } from "./testing/vendor.ts";
import { act, newWorld, queueRun, syncedCompany, useStore, type World } from "./testing/world.ts";

/** A company whose second run moved somebody. */
async function movedCompany(store: World["store"]): Promise<{ world: World; run: { id: number } }> {
  const { world, vendor } = await syncedCompany(store, 30);
  vendor.people[0] = person(1, { department: "Legal" });
  return { world, run: await world.sync() };
}

describe.each(engineServers)("on %s", (server) => {
  const store = useStore(server);

  test("a run is undone once: of two at the same time one is told so", async () => {
    const { world, run } = await movedCompany(store());
    const results = await Promise.allSettled([undo(world, run), undo(world, run)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(results).toContainEqual({
      status: "rejected",
      reason: expect.objectContaining({
        code: "alreadyUndone",
        message: `Run ${run.id} was undone already, by ada.`,
      }),
    });
    await expect(preview(world, run)).rejects.toMatchObject({ code: "alreadyUndone" });
  });

  test("a run that changed nobody cannot be undone, and the error says why", async () => {
    const { world } = await movedCompany(store());
    const dry = await world.sync({ dryRun: true });
    await expect(undo(world, dry)).rejects.toMatchObject({ code: "runNotApplied" });
    const queued = await queueRun(world);
    await expect(undo(world, queued)).rejects.toMatchObject({ code: "runUnderWay" });
    await within(world, (tx) => cancelQueued(tx, { ...act(world), runId: queued.id }));
    await expect(undo(world, queued)).rejects.toMatchObject({ code: "runNotApplied" });
    await expect(undo(world, { id: queued.id + 1_000 })).rejects.toMatchObject({ code: "unknownRun" });
  });

  test("a run is undone as long as its changes are kept, and no longer", async () => {
    const { world, run } = await movedCompany(store());
    world.pass(401 * 24);
    await expect(undo(world, run)).rejects.toMatchObject({ code: "undoTooLate" });
    world.pass(-2 * 24);
    expect((await undo(world, run)).reverted).toMatchObject({ update: 1 });
  });

  test("another organization's run is unknown", async () => {
    const { world, run } = await movedCompany(store());
    const stranger = await newWorld(store(), newVendor(staff(1)));
    await expect(undo(stranger, run)).rejects.toMatchObject({ code: "unknownRun" });
    expect(await world.member("p1")).toMatchObject({ department: "Legal" });
  });

  test("an undo waits for a sync that is being applied, and gives up with a word when that takes long", async () => {
    const { world, run } = await movedCompany(store());
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const applying = within(world, async (tx) => {
      await tryApplyLock(tx, world.orgId);
      locked();
      await until;
    });
    await begun;
    await expect(undo(world, run)).rejects.toMatchObject({ code: "sync_in_progress" });
    release();
    await applying;
    expect((await undo(world, run)).reverted).toMatchObject({ update: 1 });
  });

  test("an undo that is only asked about changes nothing", async () => {
    const { world, run } = await movedCompany(store());
    expect((await preview(world, run)).reverted).toMatchObject({ update: 1 });
    expect(await world.member("p1")).toMatchObject({ department: "Legal" });
    const { rows } = await within(world, (tx) =>
      sql`select from declines union all select from runs where undone_at is not null
        union all select from batches where kind = 'undo'`.execute(tx),
    );
    expect(rows).toEqual([]);
  });

  test("two thousand people are taken back at once, and stay so", async () => {
    const { world, vendor } = await syncedCompany(store(), 1_000);
    vendor.people = [
      ...staff(1_000).map((one) => ({ ...one, department: "Research", name: `${one.name} II` })),
      ...staff(2_000).slice(1_000),
    ];
    const run = await world.sync();
    expect(run.counts).toMatchObject({ create: 1_000, update: 1_000 });
    const began = Date.now();
    expect((await undo(world, run)).reverted).toMatchObject({ create: 1_000, update: 1_000 });
    // Set-based it takes seconds even on a busy machine; a statement for each person takes minutes.
    expect(Date.now() - began).toBeLessThan(60_000);
    const members = await world.members();
    expect(members.filter(({ department }) => department === "Sales")).toHaveLength(2_000);
    expect(members.filter(({ status }) => status === "deactivated")).toHaveLength(1_000);
    expect((await world.sync()).counts).toMatchObject({ ...NOTHING, unchanged: 2_000 });
  });
});
