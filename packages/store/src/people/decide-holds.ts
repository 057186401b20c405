import { foldKey } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { waitForApplyLock } from "../apply/lock.ts";
import { StoreError } from "../errors.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { type Hold, listDecidedHolds, listHolds } from "./holds.ts";
import { endStaleClaims } from "./end-stale-claims.ts";
import { refuseDisputed, refuseSpokenFor, silentOf, spokenFor } from "./obstructed-holds.ts";
import { planOverruled } from "./overrule.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";
import { OVERRULED } from "../plan/raise-overruled.ts";
import { secondAdminAbove, type Standing, standingOf } from "./second-admin.ts";

/** Who of a run's held people is meant. */
export type HoldSelection = { all: true } | { people: readonly { text: string; emailKey: string }[] };

export interface HoldDecision {
  runId: number;
  selection: HoldSelection;
  reason: string | null;
}

const columns = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column}`).join(", "));
const changeColumns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Approves the named people of a run's holds, and exactly those: leavers are deactivated at once; joiners and those
 * who come back are let through by the next run that says the same of them within 72 hours; whom a person had taken
 * out comes back at once. `all` leaves out protected people, those whom an open conflict is about
 * and those whom another source has come to claim. Of more people than the policy lets one admin approve
 * nothing is applied yet: the holds come back with who approved first (`firstBy`), and another admin confirms by
 * approving the same. Throws StoreError holdOutdated, conflictOpen, notHeld, alreadyDecided, ambiguousPerson, secondAdminNeeded.
 */
export async function approveHolds(tx: Tx, act: PersonAct, decision: HoldDecision): Promise<Hold[]> {
  let chosen: Hold[] = [];
  const approve = async (batchId: number): Promise<void> => {
    const found = await choose(tx, decision);
    const silent = await silentOf(tx, decision.runId, found, act.now);
    chosen = await answerable(tx, decision, found, silent);
    await refuseOutdated(tx, chosen);
    const standing = await standingOfHolds(tx, act, decision.runId, chosen);
    if (standing === "first") {
      await note(tx, act, chosen, "approveFirst", decision.reason);
      chosen = chosen.map((hold) => ({ ...hold, firstBy: act.actor }));
      return;
    }
    chosen = chosen.map((hold) => ({ ...hold, firstBy: null }));
    const leavers = chosen.filter(leaves);
    const ids = leavers.map((hold) => hold.id);
    await sql`
      insert into changes (batch_id, ord, org_id, integration_id, external_id, member_id, action, member_version,
        claim, employment, status, role, cause, ${changeColumns}, before, reason)
      select ${batchId}, row_number() over (order by h.external_id), h.org_id, h.integration_id, h.external_id,
        h.member_id,
        case when e.ends then 'deactivate' else 'update' end,
        m.version, 'left', i.employment, case when e.ends then 'deactivated' end, m.role,
        case when e.ends then h.cause end, ${columns},
        case when e.ends then jsonb_build_object('status', m.status) else '{}' end
          || jsonb_build_object('claim', i.claim), 'approved'
      from (
        -- Of several records of one member the first says that the member ends, where nothing else claims them.
        select *, row_number() over (partition by member_id order by external_id) as place
        from holds where id = any (${ids}::bigint[])) h
      join members m on m.id = h.member_id
      join identities i on i.integration_id = h.integration_id and i.external_id = h.external_id
      cross join lateral (select h.place = 1 and m.status <> 'deactivated' and (h.code = 'staleClaim' or not exists (
        select from identities o where o.member_id = m.id and o.claim in ('employed', 'suspect')
          and not exists (select from holds a where a.id = any (${ids}::bigint[])
            and a.integration_id = o.integration_id and a.external_id = o.external_id))) as ends) e`.execute(
      tx,
    );
    await endStaleClaims(tx, batchId, ids, silent);
    const overruled = chosen.filter(({ code }) => code === OVERRULED);
    await planOverruled(
      tx,
      batchId,
      overruled.map(({ id }) => id),
    );
    const atOnce = [...leavers, ...overruled];
    await decide(tx, act, { holds: atOnce, state: "applied", standing, reason: decision.reason });
    const later = chosen.filter((hold) => !leaves(hold) && hold.code !== OVERRULED);
    await decide(tx, act, { holds: later, state: "approved", standing, reason: decision.reason });
  };
  await actOnMembers(tx, act, approve, { runId: decision.runId });
  return chosen;
}

/**
 * Whom an approval may mean. Of everybody those are left out about whom it would say more than was asked: whoever
 * approves everybody has not said that they mean the owner, too. Named alone they are let through or refused.
 */
async function answerable(
  tx: Tx,
  { selection }: HoldDecision,
  found: Hold[],
  silent: readonly number[],
): Promise<Hold[]> {
  const spoken = await spokenFor(tx, found, silent);
  if ("all" in selection) {
    return found.filter((hold) => !hold.protected && hold.conflict === null && !spoken.has(hold.id));
  }
  refuseDisputed(found);
  refuseSpokenFor(found, spoken);
  return found;
}

/** True for somebody who would be deactivated. */
function leaves({ cause }: Hold): boolean {
  return cause === "termination" || cause === "absence" || cause === "outOfScope";
}

/** Keeps the named people as they are; the rejection stands until their source shows them employed again. */
export async function rejectHolds(tx: Tx, act: PersonAct, decision: HoldDecision): Promise<Hold[]> {
  // A sync that is being applied may withdraw the same holds.
  await waitForApplyLock(tx, act.orgId);
  const chosen = await choose(tx, decision);
  await decide(tx, act, { holds: chosen, state: "rejected", standing: "alone", reason: decision.reason });
  return chosen;
}

/** What the same admin let through of the run alone counts along: two halves are a whole. */
async function standingOfHolds(
  tx: Tx,
  act: PersonAct,
  runId: number,
  chosen: readonly Hold[],
): Promise<Standing> {
  const { rows } = await sql<{ before: number }>`
    select count(*) as before from holds
    where (run_id = ${runId} or last_run_id = ${runId}) and state in ('approved', 'applied')
      and decided_by = ${act.actor} and first_by is null`.execute(tx);
  return standingOf(tx, act, {
    table: "holds",
    ids: chosen.map(({ id }) => id),
    people: chosen.length + (rows[0]?.before ?? 0),
    limit: await secondAdminAbove(tx, runId),
  });
}

/** The people of a selection among the run's open holds, each once. */
export async function choose(
  tx: Tx,
  { runId, selection }: Pick<HoldDecision, "runId" | "selection">,
): Promise<Hold[]> {
  const holds = await listHolds(tx, runId);
  if ("all" in selection) return holds;
  const chosen = new Map<number, Hold>();
  for (const who of selection.people) {
    const hits = holds.filter((hold) => isNamed(hold, who));
    const [hit] = hits;
    if (hits.length !== 1 || !hit) {
      await refuseDecided(tx, runId, who);
      throw new StoreError(
        `Run ${runId} holds ${hits.length} people called "${who.text}"; nobody was decided on.`,
        {
          code: hits.length === 0 ? "notHeld" : "ambiguousPerson",
          fix: `Name people by the e-mail or id that \`muster runs show ${runId}\` lists.`,
        },
      );
    }
    chosen.set(hit.id, hit);
  }
  return [...chosen.values()];
}

function isNamed(hold: Hold, { text, emailKey }: { text: string; emailKey: string }): boolean {
  return (
    hold.externalId === text ||
    (hold.memberId !== null && String(hold.memberId) === text) ||
    (hold.workEmail !== null && foldKey(hold.workEmail) === emailKey)
  );
}

/** Two may decide at once: whoever comes second learns what the first decided. */
async function refuseDecided(tx: Tx, runId: number, who: { text: string; emailKey: string }): Promise<void> {
  const decided = (await listDecidedHolds(tx, runId)).findLast((hold) => isNamed(hold, who));
  if (!decided || decided.decidedBy === null) return;
  const { decidedBy, decidedAt, state } = decided;
  const did = state === "rejected" ? "rejected" : "approved";
  throw new StoreError(
    `"${who.text}" of run ${runId} was ${did} by ${decidedBy} at ${decidedAt.toISOString()}; nobody was decided on.`,
    {
      code: "alreadyDecided",
      fix: `\`muster runs show ${runId}\` lists who still waits and what was decided.`,
    },
  );
}

/** An approval is of what the newest applied full plan says; a plan that says it no longer takes it back. */
async function refuseOutdated(tx: Tx, holds: readonly Hold[]): Promise<void> {
  const { rows } = await sql<{ newest: number }>`
    select n.last_applied_run as newest from holds h join integrations n on n.id = h.integration_id
    where h.id = any (${holds.map((hold) => hold.id)}::bigint[]) and h.last_run_id < n.last_applied_run
    limit 1`.execute(tx);
  const newest = rows[0]?.newest;
  if (newest === undefined) return;
  throw new StoreError(`Run ${newest}, the newest full read, does not say of these people what was held.`, {
    code: "holdOutdated",
    fix: `Sync again, then decide on what that run holds; \`muster runs show ${newest}\` tells why this one did not.`,
  });
}

interface Verdict {
  holds: readonly Hold[];
  state: "applied" | "approved" | "rejected";
  standing: Standing;
  reason: string | null;
}

async function decide(tx: Tx, act: PersonAct, { holds, state, standing, reason }: Verdict): Promise<void> {
  await sql`
    update holds set state = ${state}, decided_by = ${act.actor}, decided_at = ${act.now}, decision_reason = ${reason},
      first_by = case when ${standing === "confirmed"} then first_by end
    where id = any (${holds.map((hold) => hold.id)}::bigint[])`.execute(tx);
  if (state !== "applied") await note(tx, act, holds, state === "rejected" ? "reject" : "approve", reason);
}

/** Writes down what changed no member. */
export async function note(
  tx: Tx,
  act: PersonAct,
  holds: readonly Hold[],
  what: "approve" | "approveFirst" | "reject" | "snooze",
  reason: string | null,
): Promise<void> {
  await sql`
    insert into audit (org_id, at, actor, act, subject, detail)
    select org_id, ${act.now}, ${act.actor}, ${`holds.${what}`},
      coalesce('member:' || member_id, 'record:' || external_id),
      jsonb_build_object('hold', id, 'reason', ${reason}::text)
    from holds where id = any (${holds.map((hold) => hold.id)}::bigint[])`.execute(tx);
}
