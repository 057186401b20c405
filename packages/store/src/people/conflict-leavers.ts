import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import type { Conflict } from "./conflicts.ts";
import type { ConflictDecision } from "./decide-conflicts.ts";
import type { PersonAct } from "./person-act.ts";
import { secondAdminAbove, type Standing, standingOf } from "./second-admin.ts";

interface Leaver {
  id: number;
  protected: boolean;
}

/**
 * Whether an answer to conflicts may take effect, by whom it would put out. A protected member is put out by an
 * answer to their conflict alone, and many people only by two admins. Throws `protectedMember`, `secondAdminNeeded`.
 */
export async function standingOfAnswer(
  tx: Tx,
  act: PersonAct,
  conflicts: readonly Conflict[],
  decision: ConflictDecision["decision"],
): Promise<Standing> {
  const leavers = await leaversOf(tx, conflicts, decision);
  const [first] = conflicts;
  if (!first || leavers.length === 0) return "alone";
  const kept = leavers.find((leaver) => leaver.protected);
  if (kept && conflicts.length > 1) throw protectedMember(kept.id);
  return standingOf(tx, act, {
    table: "conflicts",
    ids: conflicts.map(({ id }) => id),
    people: leavers.length,
    limit: await secondAdminAbove(tx, first.lastRun),
    answer: decision,
  });
}

/** Members whom nothing claims but the records that the answer takes off them. */
async function leaversOf(
  tx: Tx,
  conflicts: readonly Conflict[],
  decision: ConflictDecision["decision"],
): Promise<Leaver[]> {
  const taken = conflicts.flatMap((conflict) => {
    const memberId = losesRecord(conflict, decision);
    return memberId === null ? [] : [{ ...conflict, memberId }];
  });
  if (taken.length === 0) return [];
  const { rows } = await sql<Leaver>`
    with taken as (
      select * from unnest(${taken.map(({ memberId }) => memberId)}::bigint[],
        ${taken.map(({ integration }) => integration.id)}::bigint[],
        ${taken.map(({ externalId }) => externalId)}::text[]) t (member_id, source, record))
    select m.id, exists (select from protections p where p.member_id = m.id and p.lifted_at is null) as protected
    from members m
    where m.id in (select member_id from taken) and m.status <> 'deactivated' and not exists (
      select from identities i where i.member_id = m.id and i.claim in ('employed', 'suspect')
        and (i.integration_id, i.external_id) not in (select source, record from taken))
    order by m.id`.execute(tx);
  return rows;
}

function losesRecord(
  { kind, member, recordMember }: Conflict,
  decision: ConflictDecision["decision"],
): number | null {
  if (decision === "same") return kind === "idReused" ? null : recordMember;
  return decision === "different" && kind === "idReused" ? (member?.id ?? null) : null;
}

function protectedMember(memberId: number): StoreError {
  return new StoreError(`The answer would put out member ${memberId}, who is protected.`, {
    code: "protectedMember",
    fix: "Name the conflict that is about them alone, or lift the protection with `muster members unprotect`.",
  });
}
