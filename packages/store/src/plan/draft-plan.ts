import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { draftPersons } from "./draft-persons.ts";
import {
  afterColumns,
  claimedByOthers,
  newClaim,
  OLD_COLUMNS,
  type PlanInput,
  RECORD,
  stirred,
} from "./judgement.ts";
import { matchStrangers } from "./match-strangers.ts";
import { writeDecisions } from "./write-decisions.ts";

/**
 * Compares what was read with what was last applied, in one FULL JOIN, and writes the changes of the batch.
 *
 * Somebody whose fingerprint is the same and for whom nothing is pending leaves the query at the join: no look
 * at the member row, no write. Statistics of a staging table that small runs share mislead a LEFT JOIN into a
 * nested loop; a FULL JOIN stays a hash join (measured).
 *
 * Each record is judged for itself; the few that share a person with others, or
 * turn out to be somebody who is a member already, are then judged again, together.
 */
export async function draftPlan(tx: Tx, input: PlanInput): Promise<void> {
  await draftRecords(tx, input);
  await draftPersons(tx, input, await matchStrangers(tx, input));
}

async function draftRecords(tx: Tx, input: PlanInput): Promise<void> {
  const claimed = claimedByOthers(input);
  await writeDecisions(
    tx,
    input,
    sql`judged as (
  select ${RECORD}, i.member_id
  from (
    select s.at as staged_at, i.at as known_at
    from (
      select external_id, kind, fingerprint, employment, outside, ctid as at from staging
      where run_id = ${input.runId} and kind <> 'erased') s
    full join (
      select external_id, fingerprint, decision, claim, ctid as at from identities
      where integration_id = ${input.integrationId}) i
      on i.external_id = s.external_id
    where ${stirred(input)}
    offset 0
  ) j
  -- The rest of them by their places, for these few: through the join it would be carried for everybody.
  left join lateral (select * from staging where ctid = j.staged_at offset 0) s on true
  left join lateral (select * from identities where ctid = j.known_at offset 0) i on true
), decided as (
  select j.*, m.version as member_version, m.status, m.role, m.waits, ${OLD_COLUMNS},
    ${afterColumns({ claimed })},
    ${claimed} as claimed_elsewhere,
    ${newClaim(input)} as new_claim,
    null::bigint as made_id, false as joins, true as writes, false as unread, false as superseded
  from judged j
  left join members m on m.id = j.member_id
  -- Here and below, so that the planner leaves each step whole: it would repeat every look for every use of it.
  offset 0
)`,
  );
}
