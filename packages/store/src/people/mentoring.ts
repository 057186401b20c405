import { sql } from "kysely";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { writeAudit } from "./audit.ts";
import type { PersonAct } from "./person-act.ts";

/** A match that an admin has to look at, or had to, because one of its people left. */
export interface FlaggedMatch {
  id: number;
  mentor: string;
  mentee: string;
  leaver: string;
  leaverId: number;
  flaggedAt: Date;
  /** Null: it waits. */
  closedAt: Date | null;
  /** Kept or ended by a person, or the leaver returned. */
  resolution: "kept" | "ended" | "returned" | null;
  meetings: number;
  goals: number;
}

/** Pairs members, each pair with meetings and goals: what the product would have by now. */
export async function startMatches(
  tx: Tx,
  input: {
    orgId: number;
    pairs: readonly { mentorId: number; menteeId: number }[];
    startedOn: string;
    meetingsEach: number;
    goalsEach: number;
  },
): Promise<void> {
  for (const { mentorId, menteeId } of input.pairs) {
    await sql`
      with started as (
        insert into matches (org_id, mentor_id, mentee_id, started_on)
        values (${input.orgId}, ${mentorId}, ${menteeId}, ${input.startedOn}) returning id
      ), met as (
        insert into meetings (org_id, match_id, held_on)
        select ${input.orgId}, id, ${input.startedOn}::date + 7 * week
        from started cross join generate_series(1, ${input.meetingsEach}::integer) week
      )
      insert into goals (org_id, match_id, title)
      select ${input.orgId}, id, 'Goal ' || number
      from started cross join generate_series(1, ${input.goalsEach}::integer) number`.execute(tx);
  }
}

/** Active matches whose flag nobody has closed; with `closed` also what became of the others. */
export async function listFlaggedMatches(tx: Tx, { closed = false } = {}): Promise<FlaggedMatch[]> {
  const { rows } = await sql<FlaggedMatch>`
    select t.id, mentor.display_name as mentor, mentee.display_name as mentee, leaver.display_name as leaver,
      f.member_id as "leaverId", f.flagged_at as "flaggedAt", f.closed_at as "closedAt", f.resolution,
      (select count(*) from meetings where match_id = t.id) as meetings,
      (select count(*) from goals where match_id = t.id) as goals
    from match_flags f
    join matches t on t.id = f.match_id
    join members mentor on mentor.id = t.mentor_id
    join members mentee on mentee.id = t.mentee_id
    join members leaver on leaver.id = f.member_id
    where ${closed} or f.closed_at is null order by f.flagged_at, t.id, f.id`.execute(tx);
  return rows;
}

/** Keeps a flagged match as it is, or ends it; its meetings and goals stay. Fails with `notFlagged`. */
export async function resolveMatch(
  tx: Tx,
  act: PersonAct,
  { matchId, resolution }: { matchId: number; resolution: "kept" | "ended" },
): Promise<void> {
  // A sync that is being applied may flag the same match, or bring its leaver back.
  await waitForApplyLock(tx, act.orgId);
  const { numAffectedRows } = await sql`
    update match_flags set closed_at = ${act.now}, resolution = ${resolution}
    where match_id = ${matchId} and closed_at is null`.execute(tx);
  if (numAffectedRows === 0n || numAffectedRows === undefined) {
    throw new StoreError(`Match ${matchId} waits for no decision.`, {
      code: "notFlagged",
      fix: "`muster matches list` shows those that do, and with --all what became of the others.",
    });
  }
  if (resolution === "ended") {
    await sql`update matches set status = 'ended' where id = ${matchId}`.execute(tx);
  }
  const verb = resolution === "ended" ? "end" : "keep";
  await writeAudit(tx, { ...act, act: `matches.${verb}`, subject: `match:${matchId}` });
}

/** How much the product holds in all. */
export async function countMentoring(tx: Tx): Promise<{ matches: number; meetings: number; goals: number }> {
  const { rows } = await sql<{ matches: number; meetings: number; goals: number }>`
    select (select count(*) from matches where status = 'active') as matches,
      (select count(*) from meetings) as meetings, (select count(*) from goals) as goals`.execute(tx);
  return rows[0] ?? { matches: 0, meetings: 0, goals: 0 };
}
