import { describe, expect, test } from "vitest";
import { FEED_START, readFeed } from "../apply/feed.ts";
import { listMembers } from "../people/members.ts";
import { type Company, employee, newCompany, NOW, stage, startRun, syncPeople } from "../testing/company.ts";
import { openTestStore, type TestStore } from "../testing/open-test-store.ts";
import { testServers } from "../testing/servers.ts";
import { forgetDaily, forgetOld } from "./retention.ts";

const after = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

async function count({ query }: TestStore, table: string, where = "true"): Promise<number> {
  const rows = await query<{ count: number }>(
    `select count(*)::integer as count from ${table} where ${where}`,
  );
  return rows[0]?.count ?? 0;
}

/** Three people, then one of them changes: two applied batches. */
async function changedCompany(world: TestStore): Promise<Company> {
  const company = await newCompany(world.store);
  const people = [employee(1), employee(2), employee(3)];
  await syncPeople(company, people);
  await syncPeople(company, [employee(1, {}, { department: "Support" }), ...people.slice(1)]);
  return company;
}

/** A run that has ended, with a plan of so many rows that was never applied. */
async function deadPlan(world: TestStore, company: Company, endedAt: Date | null): Promise<void> {
  await world.query(
    `with run as (
       insert into runs (org_id, integration_id, mode, dry_run, door, requested_by, queued_at, state, ended_at)
       values ($1, $2, 'full', true, 'hr', 'ada', $3, case when $4::timestamptz is null then 'planning' else 'succeeded' end,
         $4) returning id
     ), batch as (
       insert into batches (org_id, run_id, kind, actor, base_seq, created_at)
       select $1, id, 'run', 'ada', 0, $3 from run returning id
     )
     insert into changes (batch_id, ord, org_id, action)
     select batch.id, n, $1, 'skip' from batch, generate_series(1, 3) n`,
    [company.orgId, company.integrationId, NOW, endedAt],
  );
}

describe.each(testServers)("on %s", (server) => {
  test("applied changes go after 400 days, in small steps; the people stay, and an older cursor is told so", async () => {
    const world = await openTestStore(server);
    const company = await changedCompany(world);
    const feed = (cursor = FEED_START) => company.within((tx) => readFeed(tx, cursor, 100));
    await world.query("update batches set sealed_at = $1 where seq = 2", [after(100)]);
    const before = await feed();
    const last = before.at(-1) ?? FEED_START;
    const first = before.findLast(({ seq }) => seq < last.seq) ?? FEED_START;
    expect(await forgetOld(world.store, { now: after(399) })).toEqual({});
    expect(await forgetOld(world.store, { now: after(401), rows: 2 })).toMatchObject({
      changes: 3,
      batches: 1,
    });
    await expect(feed()).rejects.toMatchObject({
      code: "cursorExpired",
      fix: expect.stringContaining(`${first.seq}.${first.ord}`),
    });
    await expect(feed({ seq: 1, ord: first.ord - 1 })).rejects.toMatchObject({ code: "cursorExpired" });
    expect(await feed(first)).toEqual(before.filter(({ seq }) => seq === last.seq));
    expect(await feed(last)).toEqual([]);
    expect(await company.within((tx) => listMembers(tx, { afterId: 0, limit: 10 }))).toHaveLength(3);
    await forgetOld(world.store, { now: after(501) });
    expect(await feed(last)).toEqual([]);
    expect(await count(world, "changes")).toBe(0);
  });

  test("one organization's age is not another's", async () => {
    const world = await openTestStore(server);
    const [old, young] = [await changedCompany(world), await changedCompany(world)];
    await world.query("update batches set sealed_at = $1 where org_id = $2", [after(300), young.orgId]);
    await forgetOld(world.store, { now: after(401) });
    expect(await count(world, "changes", `org_id = ${old.orgId}`)).toBe(0);
    expect(await count(world, "changes", `org_id = ${young.orgId}`)).toBe(4);
    expect(await young.within((tx) => readFeed(tx, FEED_START, 100))).toHaveLength(4);
  });

  test("a plan that was never applied goes 7 days after its run ended, never one of a run under way", async () => {
    const world = await openTestStore(server);
    const company = await newCompany(world.store);
    await deadPlan(world, company, NOW);
    await deadPlan(world, company, after(2));
    await deadPlan(world, company, null);
    expect(await forgetOld(world.store, { now: after(6.9) })).toEqual({});
    expect(await forgetOld(world.store, { now: after(7.1), rows: 2 })).toEqual({ plans: 3, emptyPlans: 1 });
    expect(await forgetOld(world.store, { now: after(300) })).toEqual({ plans: 3, emptyPlans: 1 });
    expect(await count(world, "changes")).toBe(3);
  });

  test("what a run read goes a day after its end, and what belongs to no run at once", async () => {
    const world = await openTestStore(server);
    const [ended, reading] = [await newCompany(world.store), await newCompany(world.store)];
    for (const company of [ended, reading]) {
      await stage(company, await startRun(company), { employees: [employee(1), employee(2)] });
    }
    await world.query("update runs set state = 'cancelled', ended_at = $1 where org_id = $2", [
      NOW,
      ended.orgId,
    ]);
    await world.query(
      "insert into staging (run_id, org_id, external_id, kind) values (999999, $1, 'x', 'read')",
      [ended.orgId],
    );
    expect(await forgetOld(world.store, { now: after(0.9) })).toEqual({ stagedPeople: 1 });
    expect(await forgetOld(world.store, { now: after(1.1), rows: 1 })).toEqual({ stagedPeople: 2 });
    expect(await count(world, "staging")).toBe(2);
  });

  test("of old runs those stay that something goes by", async () => {
    const world = await openTestStore(server);
    const company = await newCompany(world.store);
    for (let run = 0; run < 4; run += 1) await syncPeople(company, [employee(1)]);
    const [forgettable, held] = await world.query<{ id: number }>("select id::integer from runs order by id");
    await world.query(
      `insert into holds (org_id, integration_id, external_id, run_id, last_run_id, cause, code, rule, hash, evidence,
         state, created_at)
       values ($1, $2, 'e9', $3, $3, 'create', 'creates', 'r', gen_random_uuid(), '{}', 'rejected', $4)`,
      [company.orgId, company.integrationId, held?.id, NOW],
    );
    expect(await forgetOld(world.store, { now: after(401) })).toMatchObject({ runs: 1 + 1 });
    const left = await world.query<{ id: number }>("select id::integer from runs order by id");
    expect(left.map(({ id }) => id)).not.toContain(forgettable?.id);
    expect(left.map(({ id }) => id)).toContain(held?.id);
    // The newest one: the baseline is of it.
    expect(left).toHaveLength(2);
  });

  test("answered questions, notices and the audit go by their ages; what still stands does not", async () => {
    const world = await openTestStore(server);
    const { orgId, integrationId } = await newCompany(world.store);
    for (const state of ["open", "rejected", "withdrawn"]) {
      await world.query(
        `insert into plan_holds (org_id, integration_id, code, run_id, last_run_id, people, base, rule, state, created_at)
         values ($1, $2, $3::text, 1, 1, 5, 5, 'r', $3::text, $4)`,
        [orgId, integrationId, state, NOW],
      );
    }
    await world.query(
      "insert into notices (org_id, kind, subject, due, days, created_at) values ($1, 'k', 's', '2026-03-02', 1, $2)",
      [orgId, NOW],
    );
    await world.query(
      "insert into audit (org_id, at, actor, act, subject) values ($1, $2, 'ada', 'a', 's')",
      [orgId, NOW],
    );
    expect(await forgetOld(world.store, { now: after(401) })).toEqual({ planHolds: 1, notices: 1 });
    expect(await forgetOld(world.store, { now: after(731) })).toEqual({ audit: 1 });
    expect(await count(world, "plan_holds")).toBe(2);
  });

  test("it is done once a day, whoever asks, and stops between two steps", async () => {
    const world = await openTestStore(server);
    await changedCompany(world);
    const now = after(401);
    const both = await Promise.all([1, 2].map(() => forgetDaily(world.store, { now, stopping: () => true })));
    expect(both.filter((done) => done !== undefined)).toEqual([{}]);
    expect(await count(world, "changes")).toBe(4);
    expect(await forgetDaily(world.store, { now: after(401.9) })).toBeUndefined();
    expect(await forgetDaily(world.store, { now: after(402) })).toMatchObject({ changes: 4 });
  });
});
