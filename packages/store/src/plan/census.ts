import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";

/** Who is in staging for a run. */
export interface Census {
  rows: number;
  distinctIds: number;
}

/** Counts what is really there: an unlogged table is empty after a crash, whatever a checkpoint remembers. */
export async function countStaged(tx: Tx, runId: number): Promise<Census> {
  // Hashes are sorted several times quicker than texts. Two ids with one hash make them look fewer, never more.
  const hashed = await count(tx, runId, sql`hashtextextended(external_id, 0)`);
  return hashed.rows === hashed.distinctIds ? hashed : count(tx, runId, sql`external_id`);
}

async function count(tx: Tx, runId: number, id: RawBuilder<unknown>): Promise<Census> {
  const { rows } = await sql<Census>`
    select count(*) as rows, count(distinct ${id}) as "distinctIds"
    from staging where run_id = ${runId} and kind <> 'gone'`.execute(tx);
  return rows[0] ?? { rows: 0, distinctIds: 0 };
}

/**
 * Leaves one row for each external id. Equal rows are one person; rows that differ are nobody's truth, so the
 * person counts as present and nothing of them is applied. Gives the number of ids that came more than once.
 */
export async function dedupeStaged(tx: Tx, runId: number): Promise<number> {
  const { rows } = await withHashJoins(tx, () =>
    sql<{ ids: number }>`
    with twice as (
      select external_id, min(ctid) as kept,
        count(distinct fingerprint) > 1 or bool_or(kind = 'rejected') as unlike
      from staging where run_id = ${runId} group by external_id having count(*) > 1
    ), dropped as (
      delete from staging s using twice t
      where s.run_id = ${runId} and s.external_id = t.external_id and s.ctid <> t.kept
    ), turned as (
      update staging s set kind = 'rejected', fingerprint = null, issue = 'id: came twice with different values'
      from twice t where s.run_id = ${runId} and s.ctid = t.kept and t.unlike
    )
    select count(*) as ids from twice`.execute(tx),
  );
  return rows[0]?.ids ?? 0;
}

/** Keeps what the census found: `rows` from here on, one for each id, and what the run knows by now. */
export async function recordCensus(
  tx: Tx,
  runId: number,
  { checkpoint, rows }: { checkpoint: object; rows: number },
): Promise<void> {
  await sql`
    update runs set checkpoint = ${JSON.stringify(checkpoint)}, staged_rows = ${rows}
    where id = ${runId}`.execute(tx);
}

/**
 * Whether staging still holds what the run staged: a crash of Postgres empties it, all of it, under a worker that goes
 * on. Before, the census or the resume has counted; one row that is there says that no crash came in between.
 */
export async function stagingIsWhole(tx: Tx, runId: number): Promise<boolean> {
  const { rows } = await sql<{ whole: boolean }>`
    select staged_rows = 0 or exists (select from staging where run_id = ${runId} and kind <> 'gone') as whole
    from runs where id = ${runId}`.execute(tx);
  return rows[0]?.whole ?? false;
}

/** Suspects of an earlier look whom this read misses again and whom nobody has been asked about. */
export async function suspectsDue(
  tx: Tx,
  input: { runId: number; integrationId: number; secondLookBefore: Date; limit: number },
): Promise<string[]> {
  const { rows } = await withHashJoins(tx, () =>
    sql<{ id: string }>`
    select i.external_id as id from identities i
    where i.integration_id = ${input.integrationId} and i.claim = 'suspect'
      and i.suspect_since <= ${input.secondLookBefore}
      and not exists (select from staging s where s.run_id = ${input.runId} and s.external_id = i.external_id)
      and not exists (select from holds h where h.integration_id = i.integration_id
        and h.external_id = i.external_id and h.state in ('open', 'rejected'))
    order by i.external_id limit ${input.limit}`.execute(tx),
  );
  return rows.map((row) => row.id);
}
