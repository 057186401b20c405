import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";

/** What a fault left behind in one organization, and how to go on from there. */
export interface Aftermath {
  /** As somebody whom row-level security hides nothing from. */
  query: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;
  /** Where several share the database; absent: everything in it is looked at. */
  orgId?: number;
  /** External ids of people who have really left, or whom a person let go: nobody else may be deactivated. */
  mayBeOut?: readonly string[];
  /** Lifts the fault, if it is still there, and syncs everybody; gives when that run has ended. */
  syncClean: () => Promise<unknown>;
  /** External ids of everybody who is to be a member then, and not deactivated. */
  roster: () => readonly string[];
}

/** A completion follows the end of its run, and a lease goes after it. */
const SETTLES_WITHIN_MS = 15_000;

/** The promises that hold whatever happened, and that nothing is stuck. */
export async function expectPromises(aftermath: Aftermath): Promise<void> {
  expect(await falselyOut(aftermath), "P1: nobody is deactivated falsely").toEqual([]);
  expect(await doubled(aftermath), "P2: one member for one identity, and each has one").toEqual([]);
  expect(await writtenTwice(aftermath), "P3: one writer for a run, and no gap in what it sealed").toEqual([]);
  expect(await unexplained(aftermath), "P6: every run ends in a named state, with a reason").toEqual([]);
  expect(await settled(aftermath), "nothing is stuck").toEqual([]);
}

/** External ids of the people whom a source claims and who are not deactivated, sorted. */
export async function rosterOf({ query, orgId }: Aftermath): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `select distinct i.external_id collate "C" as id from identities i join members m on m.id = i.member_id
     where i.claim = 'employed' and m.status <> 'deactivated' and ($1::integer is null or i.org_id = $1)
     order by 1`,
    [orgId ?? null],
  );
  return rows.map((row) => row.id);
}

/** Differs as soon as a member row was written, be it with the values that it had. */
export async function footprintOf({ query, orgId }: Aftermath): Promise<string> {
  const [row] = await query<{ print: string }>(
    `select md5(coalesce(string_agg(id || ' ' || xmin || ' ' || ctid, ',' order by id), '')) as print
     from members where $1::integer is null or org_id = $1`,
    [orgId ?? null],
  );
  return row?.print ?? "";
}

async function falselyOut({ query, orgId, mayBeOut = [] }: Aftermath): Promise<object[]> {
  return query(
    `select i.external_id, d.cause, d.run_id from deactivations d
     join identities i on i.member_id = d.member_id
     where d.closed_at is null and d.cause in ('termination', 'absence', 'outOfScope')
       and not i.external_id = any($2) and ($1::integer is null or d.org_id = $1)`,
    [orgId ?? null, mayBeOut],
  );
}

async function doubled({ query, orgId }: Aftermath): Promise<object[]> {
  return query(
    `select 'two identities' as what, integration_id, external_id from identities
     where $1::integer is null or org_id = $1
     group by integration_id, external_id having count(*) > 1
     union all
     select 'an identity without its member', integration_id, external_id from identities i
     where member_id is not null and ($1::integer is null or i.org_id = $1)
       and not exists (select from members m where m.id = i.member_id and m.org_id = i.org_id)
     union all
     select 'two members of one address', null, email_key from members
     where email_key is not null and ($1::integer is null or org_id = $1)
     group by org_id, email_key having count(*) > 1
     union all
     select 'one person made twice', c.integration_id, c.external_id
     from changes c join batches b on b.id = c.batch_id
     where c.action = 'create' and b.seq is not null and ($1::integer is null or c.org_id = $1)
     group by c.integration_id, c.external_id having count(*) > 1`,
    [orgId ?? null],
  );
}

async function writtenTwice({ query, orgId }: Aftermath): Promise<object[]> {
  return query(
    `select 'a run applied twice' as what, run_id as id from batches
     where kind = 'run' and seq is not null and ($1::integer is null or org_id = $1)
     group by run_id having count(*) > 1
     union all
     select 'a gap in the batches', o.id from organizations o
     where ($1::integer is null or o.id = $1)
       and o.seq <> (select count(*) from batches b where b.org_id = o.id and b.seq is not null)
     union all
     select 'applied by a run that did not end so', b.run_id from batches b join runs r on r.id = b.run_id
     where b.kind = 'run' and b.seq is not null and r.state not in ('succeeded', 'held')
       and ($1::integer is null or b.org_id = $1)`,
    [orgId ?? null],
  );
}

async function unexplained({ query, orgId }: Aftermath): Promise<object[]> {
  return query(
    `select id, state, reason_code from runs
     where ($1::integer is null or org_id = $1)
       and (state in ('failed', 'held', 'cancelled') and (reason_code is null or reason is null)
         or state in ('failed', 'held') and fix is null)`,
    [orgId ?? null],
  );
}

/** What is still there once everything has had the time to settle. */
async function settled(aftermath: Aftermath): Promise<object[]> {
  const deadline = performance.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const found = await stuck(aftermath);
    if (found.length === 0 || performance.now() > deadline) return found;
    await delay(50);
  }
}

async function stuck({ query, orgId }: Aftermath): Promise<object[]> {
  return query(
    `select 'a run that has not ended' as what, id::text from runs
     where ended_at is null and ($1::integer is null or org_id = $1)
     union all
     select 'a lease', run_id::text from leases where $1::integer is null or org_id = $1
     union all
     select 'a staged person', run_id::text from staging where $1::integer is null or org_id = $1
     union all
     select 'a job of a run that is locked or given up', id::text from graphile_worker.jobs
     where task_identifier = 'run' and (locked_at is not null or attempts >= max_attempts)
     union all
     select 'a transaction that stays open', pid::text from pg_stat_activity
     where datname = current_database() and application_name ~ '^muster:\\d+:' and state ~ 'idle in transaction'`,
    [orgId ?? null],
  );
}
