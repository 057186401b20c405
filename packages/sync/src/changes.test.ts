import { findIntegration, findRun, listHolds } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { leadRun } from "./lead-run.ts";
import { syncNow } from "./operations/schedule-integration.ts";
import { connectorTo, person, staff, staleCursor, terminate, type Vendor } from "./testing/vendor.ts";
import { syncedCompany, useStore, type World } from "./testing/world.ts";

async function watermarkOf({ store, orgId, integration }: World): Promise<string | null | undefined> {
  return (await store.forOrganization(orgId, (tx) => findIntegration(tx, integration.id)))?.watermark;
}

describe.each(engineServers)("a run that reads only changes, on %s,", (server) => {
  const store = useStore(server);

  const synced = (count: number): Promise<{ world: World; vendor: Vendor }> => syncedCompany(store(), count);

  test("applies who came, changed and left, and asks from where the last applied run ended", async () => {
    const { world, vendor } = await synced(120);
    const first = await watermarkOf(world);
    vendor.people[0] = person(1, { department: "Research" });
    vendor.people[1] = person(2, { status: "terminated", end: "2026-03-01" });
    vendor.people.push(person(121));
    const run = await world.sync({ mode: "changes" });
    expect(run).toMatchObject({
      mode: "changes",
      state: "succeeded",
      certificate: "none",
      people: 3,
      reason: null,
      counts: { people: 3, create: 1, update: 1, deactivate: 1, suspect: 0 },
    });
    expect(await world.member("p1")).toMatchObject({ department: "Research" });
    expect(await world.member("p2")).toMatchObject({ status: "deactivated" });
    expect(await world.member("p121")).toMatchObject({ status: "staged" });
    const second = await watermarkOf(world);
    expect(await world.sync({ mode: "changes" })).toMatchObject({
      state: "succeeded",
      people: 0,
      reason: null,
    });
    expect(vendor.asked).toEqual([first, second]);
    expect((await world.sync()).counts).toMatchObject({ create: 0, update: 0, deactivate: 0, suspect: 0 });
  });

  test("misses nobody, and whomever it sees is no suspect any more", async () => {
    const { world, vendor } = await synced(300);
    vendor.hidden.set("p1", "gone").set("p2", "gone");
    expect((await world.sync()).counts).toMatchObject({ suspect: 2 });
    world.pass(24);
    vendor.hidden.delete("p2");
    vendor.people[1] = person(2, { department: "Research" });
    const run = await world.sync({ mode: "changes" });
    expect(run).toMatchObject({ state: "succeeded", counts: { deactivate: 0, suspect: 0, update: 1 } });
    expect((await world.member("p1")).identities).toMatchObject([{ claim: "suspect" }]);
    expect((await world.member("p2")).identities).toMatchObject([{ claim: "employed" }]);
    expect(vendor.looks).toEqual([]);
  });

  test("is no measure for the next full run, which still finds the roster empty", async () => {
    const { world, vendor } = await synced(30);
    await world.sync({ mode: "changes" });
    expect(await world.sync()).toMatchObject({ state: "succeeded", certificate: "counted" });
    await world.sync({ mode: "changes" });
    vendor.people = [];
    expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "emptyRoster" });
  });

  test("holds leavers above the gate like any other, and a full run confirms them", async () => {
    const { world, vendor } = await synced(30);
    terminate(vendor, 6);
    const run = await world.sync({ mode: "changes" });
    expect(run).toMatchObject({
      state: "held",
      reasonCode: "terminations",
      counts: { deactivate: 0, held: 6 },
      held: [{ code: "terminations", people: 6, base: 30 }],
    });
    const full = await world.sync();
    expect(full).toMatchObject({ state: "held", counts: { held: 6 } });
    const held = await world.store.forOrganization(world.orgId, (tx) => listHolds(tx, full.id));
    expect(held.map((hold) => hold.runId)).toEqual(Array.from({ length: 6 }, () => run.id));
  });

  test("leaves holds as a full run made them, but for people whom it sees employed", async () => {
    const { world, vendor } = await synced(30);
    terminate(vendor, 6);
    const full = await world.sync();
    vendor.people[0] = person(1);
    vendor.people[1] = person(2, { status: "terminated", end: "2026-02-27" });
    const run = await world.sync({ mode: "changes" });
    expect(run).toMatchObject({ state: "succeeded", counts: { deactivate: 0 } });
    const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
      sql<{ id: string; state: string; run: number; last: number; end: string }>`
        select external_id as id, state, run_id as run, last_run_id as last, evidence ->> 'endDate' as "end"
        from holds where integration_id = ${world.integration.id} order by 1`.execute(tx),
    );
    const as = { run: full.id, last: full.id, end: "2026-03-01" };
    expect(rows).toEqual([
      { id: "p1", state: "withdrawn", ...as },
      ...[2, 3, 4, 5, 6].map((number) => ({ id: `p${number}`, state: "open", ...as })),
    ]);
  });

  test("reads everybody once the vendor has forgotten how far back it was asked, and says so", async () => {
    const { world, vendor } = await synced(120);
    vendor.tellsSince = "9999";
    vendor.hidden.set("p1", "gone");
    vendor.people[1] = person(2, { department: "Research" });
    const run = await world.sync({ mode: "changes" });
    expect(run).toMatchObject({
      mode: "full",
      state: "succeeded",
      certificate: "counted",
      people: 119,
      reasonCode: "staleWatermark",
      reason: expect.stringContaining("no longer tells"),
      counts: { update: 1, suspect: 1 },
    });
    vendor.tellsSince = "";
    expect(await world.sync({ mode: "changes" })).toMatchObject({ mode: "changes", people: 0 });
  });

  test("that forgets in the middle of its pages is read anew, with nothing of the half that came", async () => {
    const { world, vendor } = await synced(200);
    vendor.people = staff(200).map((one) => ({ ...one, department: "Research" }));
    vendor.pagesRead = [];
    let pages = 0;
    const queued = await syncNow(world.engine, world.integration, {
      mode: "changes",
      dryRun: false,
      actor: "ada",
      forWorker: false,
    });
    expect(await world.lead(queued.id, { shouldYield: () => ++pages > 2 })).toEqual({ kind: "yielded" });
    vendor.tellsSince = "9999";
    await world.lead(queued.id);
    const run = await store().forOrganization(world.orgId, (tx) => findRun(tx, queued.id));
    expect(run).toMatchObject({ mode: "full", certificate: "counted", people: 200, counts: { update: 200 } });
    expect(vendor.pagesRead.slice(-4)).toEqual([1, 2, 3, 4]);
  });

  test("goes on after a stop from its page, and from its first page where the list has changed", async () => {
    const { world, vendor } = await synced(200);
    vendor.people = staff(200).map((one) => ({ ...one, department: "Research" }));
    vendor.pagesRead = [];
    let stale = true;
    vendor.beforePage = (page) => {
      if (page !== 3 || !stale) return;
      stale = false;
      throw staleCursor();
    };
    const run = await world.sync({ mode: "changes" });
    expect(run).toMatchObject({ mode: "changes", state: "succeeded", people: 200, counts: { update: 200 } });
    expect(vendor.pagesRead).toEqual([1, 2, 1, 2, 3, 4]);
  });

  test("reads everybody where nobody knows from where on to ask", async () => {
    const { world } = await synced(30);
    await world.store.forOrganization(world.orgId, (tx) =>
      sql`update integrations set watermark = null where id = ${world.integration.id}`.execute(tx),
    );
    expect(await world.sync({ mode: "changes" })).toMatchObject({ mode: "full", reasonCode: "noWatermark" });
    expect(await watermarkOf(world)).not.toBeNull();
  });

  test("is refused where the connector cannot tell, and one that was queued already reads everybody", async () => {
    const { world, vendor } = await synced(30);
    const request = { mode: "changes", dryRun: false, actor: "ada", forWorker: false } as const;
    const queued = await syncNow(world.engine, world.integration, request);
    const connectors = new Map([["tiny", connectorTo(vendor, { changes: false })]]);
    const unable = { ...world.engine, connectors };
    await expect(syncNow(unable, world.integration, request)).rejects.toMatchObject({ code: "noChanges" });
    await leadRun(unable, {
      runId: queued.id,
      orgId: world.orgId,
      token: null,
      worker: "test",
      control: { signal: new AbortController().signal, shouldYield: () => false },
    });
    const run = await store().forOrganization(world.orgId, (tx) => findRun(tx, queued.id));
    expect(run).toMatchObject({ mode: "full", state: "succeeded", reasonCode: "noChanges" });
  });

  test("moves its place only with what it applied: not when it fails, and not in a dry run", async () => {
    const { world, vendor } = await synced(120);
    const before = await watermarkOf(world);
    vendor.people[0] = person(1, { department: "Research" });
    const dry = await world.sync({ mode: "changes", dryRun: true });
    expect(dry).toMatchObject({ state: "succeeded", counts: { update: 1 } });
    vendor.beforePage = () => {
      throw new Error("broken");
    };
    expect(await world.sync({ mode: "changes" })).toMatchObject({ state: "failed" });
    expect(await watermarkOf(world)).toBe(before);
    vendor.beforePage = () => undefined;
    vendor.people = [];
    expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "emptyRoster" });
    expect(await watermarkOf(world)).toBe(before);
  });
});
