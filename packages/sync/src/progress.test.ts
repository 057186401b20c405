import { listRuns, type RunRecord } from "@muster/store";
import { testServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { newVendor, staff } from "./testing/vendor.ts";
import { newWorld, useStore } from "./testing/world.ts";

describe.each(testServers)("on %s", (server) => {
  const store = useStore(server);

  test("how far a read has come is stored with each group of pages, for whoever asks meanwhile", async () => {
    const vendor = newVendor(staff(150));
    const world = await newWorld(store(), vendor);
    const seen: object[] = [];
    // Called once a page is kept.
    vendor.acknowledge = async () => {
      const [run] = await store().forOrganization(world.orgId, (tx) => listRuns(tx, { limit: 1 }));
      if (run) seen.push({ state: run.state, people: run.people, total: run.total });
    };
    await world.sync();
    expect(seen).toEqual([50, 100, 150].map((people) => ({ state: "reading", people, total: 150 })));
  });

  test("that a run applies is seen while it does", async () => {
    const world = await newWorld(store(), newVendor(staff(3)));
    const newest = async (): Promise<RunRecord | undefined> =>
      (await store().forOrganization(world.orgId, (tx) => listRuns(tx, { limit: 1 })))[0];
    const holder = await store().systemPool.connect();
    // An apply ends with the organization's next number, for which it needs this row.
    await holder.query("begin");
    await holder.query("select from organizations where id = $1 for no key update", [world.orgId]);
    const syncing = world.sync();
    await expect.poll(async () => (await newest())?.state, { timeout: 10_000 }).toBe("applying");
    await holder.query("rollback");
    holder.release();
    expect(await syncing).toMatchObject({ state: "succeeded" });
  });
});
