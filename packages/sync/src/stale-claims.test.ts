import { approveHolds, readMemberRecord, rejectHolds, type RunRecord } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { newVendor, person, staff } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

const DAYS = 24;

describe.each(engineServers)("a claim of a source that was not heard for 14 days, on %s,", (server) => {
  const store = useStore(server);

  /** `p1` of the first is `q1` of the second. */
  async function twoSources(): Promise<{ first: World; second: World }> {
    const first = await newWorld(store(), newVendor(staff(30)));
    await first.sync();
    const second = await newWorld(store(), newVendor([person(1, { id: "q1" }), person(101)]), first);
    await second.sync();
    const { id } = await first.member("p1");
    await first.store.forOrganization(first.orgId, (tx) =>
      sql`update identities set member_id = ${id}, decision = null, reason = null
        where external_id = 'q1'`.execute(tx),
    );
    await second.sync();
    return { first, second };
  }

  function leave(world: World): void {
    world.vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01" });
  }

  async function decide(world: World, run: RunRecord, how: typeof approveHolds): Promise<void> {
    const selection = { people: [{ text: "p1", emailKey: "" }] };
    await world.store.forOrganization(world.orgId, (tx) =>
      how(tx, act(world), { runId: run.id, selection, reason: null }),
    );
  }

  async function standing(world: World): Promise<string[]> {
    const { status, identities } = await world.member("p1");
    return [status, ...identities.map(({ externalId, claim }) => `${externalId} ${claim}`)];
  }

  test("hides no leaver: a person decides, and the source that speaks again brings them back", async () => {
    const { first, second } = await twoSources();
    first.pass(15 * DAYS);
    second.pass(15 * DAYS);
    leave(first);
    const run = await first.sync();
    expect(run).toMatchObject({ state: "held", held: [{ code: "staleClaim", people: 1 }] });
    expect(await standing(first)).toEqual(["staged", "p1 employed", "q1 employed"]);
    await decide(first, run, approveHolds);
    expect(await standing(first)).toEqual(["deactivated", "p1 left", "q1 left"]);
    const { id } = await first.member("p1");
    const record = await first.store.forOrganization(first.orgId, (tx) => readMemberRecord(tx, id, 5));
    expect(record?.deactivations).toMatchObject([{ cause: "termination", closedAt: null }]);
    expect((await second.sync()).counts).toMatchObject({ reactivate: 1 });
    expect(await standing(first)).toEqual(["staged", "p1 left", "q1 employed"]);
  });

  test("hides nobody whom another record claims in the same read", async () => {
    const { first } = await twoSources();
    first.pass(15 * DAYS);
    leave(first);
    first.vendor.people.push(person(1, { id: "n1", name: "Somebody Else" }));
    expect(await first.sync()).toMatchObject({ state: "succeeded", counts: { link: 1, update: 1 } });
    expect(await standing(first)).toEqual(["staged", "n1 employed", "p1 left", "q1 employed"]);
  });

  test("keeps nobody by itself whom the others let go before: they wait for a person from then on", async () => {
    const { first, second } = await twoSources();
    leave(first);
    expect((await first.sync()).counts).toMatchObject({ update: 1, held: 0 });
    first.pass(13 * DAYS);
    expect((await first.sync()).counts).toMatchObject({ held: 0 });
    first.pass(2 * DAYS);
    const run = await first.sync();
    expect(run.held).toMatchObject([{ code: "staleClaim", people: 1 }]);
    await decide(first, run, rejectHolds);
    expect(await first.sync()).toMatchObject({ state: "succeeded", counts: { held: 0 } });
    expect(await standing(first)).toEqual(["staged", "p1 left", "q1 employed"]);
    second.pass(15 * DAYS);
    await second.sync();
    expect(await first.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 0 } });
  });

  test("counts again as soon as the source was read, and nobody waits any more", async () => {
    const { first, second } = await twoSources();
    first.pass(15 * DAYS);
    second.pass(15 * DAYS);
    leave(first);
    await first.sync();
    await second.sync();
    expect(await first.sync()).toMatchObject({ state: "succeeded", counts: { held: 0, update: 1 } });
    expect(await standing(first)).toEqual(["staged", "p1 left", "q1 employed"]);
  });

  test("hides no claim of a source that speaks again while a leaver waits: the approval comes too late", async () => {
    const { first, second } = await twoSources();
    first.pass(15 * DAYS);
    second.pass(15 * DAYS);
    leave(first);
    const run = await first.sync();
    await second.sync();
    await expect(decide(first, run, approveHolds)).rejects.toMatchObject({ code: "holdOutdated" });
    const all = await first.store.forOrganization(first.orgId, (tx) =>
      approveHolds(tx, act(first), { runId: run.id, selection: { all: true }, reason: null }),
    );
    expect(all).toEqual([]);
    expect(await standing(first)).toEqual(["staged", "p1 employed", "q1 employed"]);
  });

  test("takes nobody out whom a third source has come to employ while they wait", async () => {
    const { first, second } = await twoSources();
    first.pass(15 * DAYS);
    second.pass(15 * DAYS);
    leave(first);
    const run = await first.sync();
    const third = await newWorld(store(), newVendor([person(1, { id: "r1" })]), first, "Tiny three");
    expect((await third.sync()).counts).toMatchObject({ link: 1 });
    await expect(decide(first, run, approveHolds)).rejects.toMatchObject({ code: "holdOutdated" });
    expect(await standing(first)).toEqual(["staged", "p1 employed", "q1 employed", "r1 employed"]);
  });
});
