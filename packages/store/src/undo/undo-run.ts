import { sql } from "kysely";
import { takenBack, type Tx, withHashJoins } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { actOnMembers, type PersonAct } from "../people/person-act.ts";
import { RETENTION_DAYS } from "../retention/ages.ts";
import { findRun, hasEnded, type RunRecord } from "../runs/run-record.ts";
import { draftSightings, draftUnlinks } from "./draft-claims.ts";
import { draftMembers, leaveTakenMails, type UndoDraft } from "./draft-undo.ts";
import { returnToQueue } from "./return-to-queue.ts";
import { FIELD_NAME, undoFacts } from "./undo-facts.ts";
import { keepAgainstSources, writeDeclines } from "./write-declines.ts";

/** Something that an undo leaves as it is. */
export interface LeftAlone {
  memberId: number;
  name: string | null;
  workEmail: string | null;
  /** What the run had done. */
  did: "create" | "update" | "deactivate" | "reactivate" | "advance" | "link";
  /** Of an update the field. */
  field: string | null;
  reason: "touchedSince" | "pinned" | "emailTaken" | "erased";
  /** Who touched it, where that is known; `run` where a sync did. */
  by: string | null;
  run: number | null;
}

/** People by what the run had done to them and is taken back. */
export type Reverted = Record<
  "create" | "update" | "deactivate" | "reactivate" | "advance" | "link" | "suspect",
  number
>;

export interface Undone {
  reverted: Reverted;
  left: LeftAlone[];
}

/**
 * Takes back what a run did, with what a person approved of its holds, and remembers not to do it again from the same
 * evidence. What a person or a later run has touched since is left, and listed. Claims stay with their sources, but
 * for people who are missed: they are suspects no more. One that finds nothing to take back leaves the run as it is.
 *
 * Fails with `unknownRun`, `runUnderWay`, `runNotApplied`, `alreadyUndone` and `undoTooLate`.
 */
export async function undoRun(
  tx: Tx,
  act: PersonAct,
  input: { runId: number; reason: string | null },
): Promise<Undone> {
  const { runId, reason } = input;
  const words = `undo of run ${runId}${reason === null ? "" : `: ${reason}`}`;
  let undone: Undone | undefined;
  await refuse(tx, act, runId);
  await actOnMembers(
    tx,
    act,
    async (batchId) => {
      // Under the lock once more: of two at once the second finds it undone.
      await refuse(tx, act, runId);
      undone = await draft(tx, act, { runId, batchId, reason: words });
    },
    { runId, kind: "undo" },
  );
  if (!undone) throw new Error("an act on members was not planned");
  if (Object.values(undone.reverted).some((people) => people > 0)) {
    await sql`
      update runs set undone_at = ${act.now}, undone_by = ${act.actor}, undo_reason = ${reason}
      where id = ${runId}`.execute(tx);
  }
  return undone;
}

/** What the undo of a run would do. Fails as the undo would. */
export async function previewUndo(tx: Tx, act: PersonAct, runId: number): Promise<Undone> {
  return takenBack(tx, () => undoRun(tx, act, { runId, reason: null }));
}

async function draft(tx: Tx, act: PersonAct, input: UndoDraft): Promise<Undone> {
  const left = await listLeft(tx, input.runId);
  await draftMembers(tx, input);
  const taken = await leaveTakenMails(tx, input.batchId);
  await returnToQueue(tx, input);
  const reverted = await countReverted(tx, input);
  const link = await draftUnlinks(tx, input, act);
  const suspect = await draftSightings(tx, input);
  await writeDeclines(tx, input, act);
  await keepAgainstSources(tx, input, act);
  const mails = taken.length === 0 ? [] : await listTaken(tx, taken);
  return { reverted: { ...reverted, link, suspect }, left: [...left, ...mails] };
}

async function refuse(tx: Tx, { now }: PersonAct, runId: number): Promise<void> {
  const run = await findRun(tx, runId);
  if (!run) {
    throw new StoreError(`There is no run ${runId}.`, {
      code: "unknownRun",
      fix: "`muster runs list` shows the numbers of the runs.",
    });
  }
  if (!hasEnded(run.state)) {
    throw new StoreError(`Run ${runId} has not ended.`, {
      code: "runUnderWay",
      fix: `Wait until it has, or end it with \`muster runs cancel ${runId}\`: then nothing of it is applied.`,
    });
  }
  if (run.undoneAt) {
    throw new StoreError(`Run ${runId} was undone already, by ${run.undoneBy ?? "somebody"}.`, {
      code: "alreadyUndone",
      fix: `Nothing to do; \`muster runs show ${runId}\` tells when it was undone.`,
    });
  }
  refuseUnapplied(run);
  if (now.getTime() - (run.endedAt?.getTime() ?? 0) > RETENTION_DAYS.changes * 86_400_000) {
    throw new StoreError(`Run ${runId} ended more than ${RETENTION_DAYS.changes} days ago.`, {
      code: "undoTooLate",
      fix: "Change its people one by one: `muster members pin`, `deactivate` and `reactivate`.",
    });
  }
}

function refuseUnapplied({ id, state, dryRun }: RunRecord): void {
  if (!dryRun && (state === "succeeded" || state === "held")) return;
  const why = dryRun ? "was a dry run" : `is ${state}`;
  throw new StoreError(`Run ${id} ${why}: it has changed nobody.`, {
    code: "runNotApplied",
    fix: "Nothing to do; `muster runs list` shows the runs that were applied.",
  });
}

const PERSON = sql`m.id as "memberId",
  coalesce(m.display_name, nullif(concat_ws(' ', m.first_name, m.last_name), '')) as name, m.work_email as "workEmail"`;

async function listLeft(tx: Tx, runId: number): Promise<LeftAlone[]> {
  const { rows } = await withHashJoins(tx, () =>
    sql<LeftAlone>`
    with ${undoFacts(runId)}, left_alone as (
      select distinct member_id, did, case when did = 'update' then ${FIELD_NAME("key")} end as field,
        verdict as reason, actor as by, run
      from judged where verdict is not null
      union
      select o.member_id, 'link', null, 'touchedSince', t.actor, t.run
      from own o join people p on p.id = o.member_id and not p.created
      join since t on t.member_id = o.member_id and t.key in ('claim', 'status')
      where o.action = 'link'
    )
    select ${PERSON}, l.did, l.field, l.reason, l.by, l.run
    from left_alone l join members m on m.id = l.member_id order by m.id, l.did, l.field`.execute(tx),
  );
  return rows;
}

async function listTaken(tx: Tx, ids: readonly number[]): Promise<LeftAlone[]> {
  const { rows } = await sql<LeftAlone>`
    select ${PERSON}, 'update' as did, 'workEmail' as field, 'emailTaken' as reason, null as by, null as run
    from members m where m.id = any (${ids}::bigint[]) order by m.id`.execute(tx);
  return rows;
}

/** Of the members' own rows, each by what it takes back. */
async function countReverted(
  tx: Tx,
  { runId, batchId }: UndoDraft,
): Promise<Omit<Reverted, "link" | "suspect">> {
  const counts = { create: 0, update: 0, deactivate: 0, reactivate: 0, advance: 0 };
  const { rows } = await withHashJoins(tx, () =>
    sql<{ did: keyof typeof counts; people: number }>`
    select case u.action
        when 'deactivate' then case when u.member_id in (
            select c.member_id from batches b join changes c on c.batch_id = b.id
            where b.run_id = ${runId} and b.seq is not null and c.action = 'create')
          then 'create' else 'reactivate' end
        when 'reactivate' then 'deactivate' else u.action end as did, count(*) as people
    from changes u where u.batch_id = ${batchId} group by 1`.execute(tx),
  );
  for (const { did, people } of rows) counts[did] = people;
  return counts;
}
