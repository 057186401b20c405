import { deleteIntegration, readFeed, FEED_START, type FeedCursor } from "@muster/store";
import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { cancel } from "../operations/cancel-run.ts";
import { changeMapping } from "../operations/change-mapping.ts";
import { pause } from "../operations/schedule-integration.ts";
import { leftBy } from "../testing/aftermath.ts";
import { newVendor, person, staff, terminate } from "../testing/vendor.ts";
import { act, newWorld, queueRun, syncedCompany, useStore, type World } from "../testing/world.ts";

const store = useStore("pg18");

/** Leads a run until it has ended: another apply of the organization may send it back. */
async function untilEnded(world: World): Promise<void> {
  const run = await queueRun(world);
  while ((await world.lead(run.id)).kind !== "ended");
}

fault(
  "F62",
  "S1",
  "two integrations of one organization that apply at once over the same people neither deadlock nor miss a leaver",
  async ({ below }) => {
    const people = staff(30);
    const first = await newWorld(store(), newVendor(people));
    await first.sync();
    // The same people under other ids.
    const second = await newWorld(
      store(),
      newVendor(people.map((one) => ({ ...one, id: `q${one.id}` }))),
      first,
    );
    await second.sync();
    const both = 1 + below(3);
    terminate(first.vendor, both + below(3));
    terminate(second.vendor, both);
    await Promise.all([untilEnded(first), untilEnded(second)]);
    const members = await first.members();
    expect(members.filter(({ status }) => status === "deactivated")).toHaveLength(both);
    const gone = (world: World): string[] =>
      world.vendor.people.flatMap(({ id, status }) => (status === "terminated" ? [id] : []));
    return leftBy(first, undefined, [...gone(first), ...gone(second)], {
      syncClean: () => Promise.all([untilEnded(first), untilEnded(second)]),
      roster: () => {
        const stillOf = ({ vendor }: World): string[] =>
          vendor.people.flatMap(({ id, status }) => (status === "terminated" ? [] : [id]));
        return [...stillOf(first), ...stillOf(second)];
      },
    });
  },
);

fault(
  "F63",
  "S1",
  "whoever polls the events while plans are applied sees every row once, in order",
  async ({ below }) => {
    const { world, vendor } = await syncedCompany(store(), 60);
    const beside = await newWorld(
      store(),
      newVendor(Array.from({ length: 40 }, (_, n) => person(500 + n))),
      world,
    );
    const seen: FeedCursor[] = [];
    let over = false;
    const poll = async (): Promise<void> => {
      let at: FeedCursor = FEED_START;
      for (;;) {
        const last = over;
        const rows = await world.store.forOrganization(world.orgId, (tx) => readFeed(tx, at, 1 + below(40)));
        for (const { seq, ord } of rows) seen.push({ seq, ord });
        at = seen.at(-1) ?? FEED_START;
        if (rows.length === 0 && last) return;
      }
    };
    const polling = poll();
    for (let round = 0; round < 3; round += 1) {
      vendor.people = vendor.people.map((one) => ({ ...one, department: `Round ${round}` }));
      beside.vendor.people = beside.vendor.people.map((one) => ({ ...one, department: `Round ${round}` }));
      await Promise.all([untilEnded(world), untilEnded(beside)]);
    }
    over = true;
    await polling;
    const { rows } = await world.store.systemPool.query<FeedCursor>(
      `select b.seq, c.ord from batches b join changes c on c.batch_id = b.id
       where b.org_id = $1 and b.seq is not null order by b.seq, c.ord`,
      [world.orgId],
    );
    expect(seen).toEqual(rows);
    return leftBy(world, undefined, [], {
      syncClean: () => Promise.all([untilEnded(world), untilEnded(beside)]),
      roster: () => [...vendor.people, ...beside.vendor.people].map(({ id }) => id),
    });
  },
);

fault(
  "F59",
  "S2",
  "an integration is not deleted in the middle of its run: whoever wants it so is told to cancel, and then it goes",
  async () => {
    const { world, vendor } = await syncedCompany(store(), 200);
    const remove = (): Promise<unknown> =>
      world.store.forOrganization(world.orgId, (tx) =>
        deleteIntegration(tx, act(world), { integrationId: world.integration.id, transferTo: null }),
      );
    const run = await queueRun(world);
    let refused: unknown;
    vendor.beforePage = async (page) => {
      if (page !== 3) return;
      refused = await remove().catch((error: unknown) => error);
      await cancel(world.engine, { orgId: world.orgId, runId: run.id, actor: "ada" });
      await remove();
    };
    expect(await world.lead(run.id)).toEqual({ kind: "lost" });
    expect(refused).toMatchObject({ fix: expect.stringContaining("muster runs cancel") });
    expect((await world.members()).filter(({ status }) => status === "deactivated")).toEqual([]);
    return leftBy(world, undefined, [], { syncClean: () => Promise.resolve(), roster: () => [] });
  },
);

fault(
  "F59",
  "S2",
  "an integration that is paused in the middle of its run: the run ends well, and none follows",
  async () => {
    const { world, vendor } = await syncedCompany(store(), 200);
    vendor.beforePage = (page) => (page === 3 ? pause(world.engine, world.integration, "ada") : undefined);
    expect(await world.sync()).toMatchObject({ state: "succeeded" });
    const { rows } = await world.store.systemPool.query(
      "select from integrations where id = $1 and (enabled or next_run_at is not null)",
      [world.integration.id],
    );
    expect(rows).toEqual([]);
    return leftBy(world);
  },
);

fault(
  "F59",
  "S2",
  "an integration that is mapped anew between two parts of its run is read again, by one mapping",
  async () => {
    const { world, vendor } = await syncedCompany(store(), 200);
    const run = await queueRun(world);
    const read = vendor.pagesRead.length;
    await world.lead(run.id, { shouldYield: () => vendor.pagesRead.length === read + 2 });
    expect(vendor.pagesRead.slice(read)).toEqual([1, 2]);
    const { signal } = new AbortController();
    const change = { set: {}, unset: ["department"], actor: "ada", signal };
    await changeMapping(world.engine, world.integration, change);
    expect(await world.lead(run.id)).toMatchObject({ kind: "ended", outcome: { certificate: "counted" } });
    expect(vendor.pagesRead.slice(read)).toEqual([1, 2, 1, 2, 3, 4]);
    return leftBy(world);
  },
);
