import { ConnectorError } from "@muster/connector-sdk";
import { takeOverExpired } from "@muster/store";
import { expect, test } from "vitest";
import { newVendor, staff, staleCursor, type Vendor } from "./testing/vendor.ts";
import { newWorld, queueRun, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

async function worldOf(people: number): Promise<{ world: World; vendor: Vendor }> {
  const vendor = newVendor(staff(people));
  return { world: await newWorld(store(), vendor), vendor };
}

test("a worker that stops hands the read over at the next page, and the next one reads on from there", async () => {
  const { world, vendor } = await worldOf(500);
  const run = await queueRun(world);
  let pages = 0;
  expect(await world.lead(run.id, { shouldYield: () => ++pages > 8 })).toEqual({ kind: "yielded" });
  const handedOver = vendor.pagesRead.length;
  expect(handedOver).toBeGreaterThan(0);
  expect(handedOver).toBeLessThan(10);
  expect(await world.lead(run.id)).toMatchObject({ kind: "ended", outcome: { state: "succeeded" } });
  expect(vendor.pagesRead).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(await world.members()).toHaveLength(500);
});

test("a resumed read whose staged people are gone starts over instead of missing them", async () => {
  const { world, vendor } = await worldOf(200);
  const run = await queueRun(world);
  let pages = 0;
  await world.lead(run.id, { shouldYield: () => ++pages > 3 });
  await world.store.systemPool.query("delete from staging where run_id = $1", [run.id]);
  const read = vendor.pagesRead.length;
  expect(await world.lead(run.id)).toMatchObject({ outcome: { state: "succeeded", certificate: "counted" } });
  expect(vendor.pagesRead.slice(read)).toEqual([1, 2, 3, 4]);
  expect(await world.members()).toHaveLength(200);
});

test("a vendor that wants to hear that a page is kept hears it once it is, and before the next one is asked for", async () => {
  const { world, vendor } = await worldOf(120);
  const heard: [page: number, staged: number, read: number][] = [];
  vendor.acknowledge = async (page) => {
    const { rows } = await world.store.systemPool.query<{ staged: number }>(
      "select count(*)::int as staged from staging where org_id = $1",
      [world.orgId],
    );
    heard.push([page, rows[0]?.staged ?? 0, vendor.pagesRead.length]);
  };
  expect(await world.sync()).toMatchObject({ state: "succeeded", people: 120 });
  expect(heard).toEqual([
    [1, 50, 1],
    [2, 100, 2],
    [3, 120, 3],
  ]);
});

test("a list that changes under the reader is read again from its first page", async () => {
  const { world, vendor } = await worldOf(200);
  let stale = true;
  vendor.beforePage = (page) => {
    if (page !== 3 || !stale) return;
    stale = false;
    throw staleCursor();
  };
  expect(await world.sync()).toMatchObject({ state: "succeeded", certificate: "counted", people: 200 });
  expect(vendor.pagesRead).toEqual([1, 2, 1, 2, 3, 4]);
});

test("a list that keeps changing fails the run, with the reason", async () => {
  const { world, vendor } = await worldOf(200);
  vendor.beforePage = (page) => {
    if (page === 3) throw staleCursor();
  };
  expect(await world.sync()).toMatchObject({ state: "failed", reasonCode: "staleCursor" });
  expect(await world.members()).toEqual([]);
});

test("a vendor's failure ends the run with its code and what to do, and changes nobody", async () => {
  const { world, vendor } = await worldOf(100);
  await world.sync();
  vendor.people = staff(10);
  vendor.pageSize = 5;
  vendor.beforePage = (page) => {
    if (page === 2)
      throw new ConnectorError("auth", "Tiny HR rejected the API key.", {
        code: "badCredentials",
        fix: "Make a new one.",
      });
  };
  const run = await world.sync();
  expect(run).toMatchObject({ state: "failed", reasonCode: "badCredentials", fix: "Make a new one." });
  expect((await world.members()).filter((member) => member.identities[0]?.claim === "employed")).toHaveLength(
    100,
  );
});

test("a worker whose lease was taken over commits nothing more, and the run ends once", async () => {
  const { world, vendor } = await worldOf(200);
  const run = await queueRun(world);
  let resumed: unknown;
  let taken = false;
  vendor.beforePage = async (page) => {
    if (page !== 3 || taken) return;
    taken = true;
    await world.store.systemPool.query(
      "update leases set lease_until = clock_timestamp() - interval '1 s' where run_id = $1",
      [run.id],
    );
    await takeOverExpired(world.store, world.engine.now());
    resumed = await world.lead(run.id);
  };
  expect(await world.lead(run.id)).toEqual({ kind: "lost" });
  expect(resumed).toMatchObject({ kind: "ended", outcome: { state: "succeeded", counts: { create: 200 } } });
  expect(await world.members()).toHaveLength(200);
});

test("a second leader of a run that is under way is refused", async () => {
  const { world, vendor } = await worldOf(100);
  const run = await queueRun(world);
  let second: unknown;
  vendor.beforePage = async () => {
    second ??= await world.lead(run.id);
  };
  await world.lead(run.id);
  expect(second).toEqual({ kind: "refused", because: "busy" });
});

test("a run asked for while another one reads waits, and is the only follow-up", async () => {
  const { world, vendor } = await worldOf(100);
  const run = await queueRun(world);
  const asked: number[] = [];
  let refused: unknown;
  vendor.beforePage = async (page) => {
    if (page !== 2 || refused) return;
    for (let click = 0; click < 5; click++) asked.push((await queueRun(world)).id);
    refused = await world.lead(asked[0] ?? 0);
  };
  await world.lead(run.id);
  expect(new Set(asked).size).toBe(1);
  expect(asked[0]).not.toBe(run.id);
  expect(refused).toEqual({ kind: "refused", because: "waiting" });
  expect(await world.lead(asked[0] ?? 0)).toMatchObject({ kind: "ended" });
});

test("a cancelled control stops the run at once and leaves it to go on later", async () => {
  const { world, vendor } = await worldOf(200);
  const run = await queueRun(world);
  const stop = new AbortController();
  vendor.beforePage = (page) => {
    if (page === 3) stop.abort(new Error("stop"));
  };
  expect(await world.lead(run.id, { signal: stop.signal })).toEqual({ kind: "yielded" });
  vendor.beforePage = () => undefined;
  expect(await world.lead(run.id)).toMatchObject({ kind: "ended", outcome: { state: "succeeded" } });
  expect(await world.members()).toHaveLength(200);
});
