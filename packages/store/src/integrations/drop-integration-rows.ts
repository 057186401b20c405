import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { PersonAct } from "../people/person-act.ts";

/** Takes back all of an integration that waits for a person. Gives how many people waited. */
export async function dropHeld(tx: Tx, act: PersonAct, integrationId: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update holds set state = 'withdrawn', decided_by = ${act.actor}, decided_at = ${act.now}
    where integration_id = ${integrationId} and state in ('open', 'approved', 'rejected')`.execute(tx);
  await sql`
    update field_holds set state = 'withdrawn', decided_by = ${act.actor}, decided_at = ${act.now}
    where integration_id = ${integrationId} and state in ('open', 'approved')`.execute(tx);
  await sql`
    update conflicts set state = 'withdrawn', decided_by = ${act.actor}, decided_at = ${act.now}
    where integration_id = ${integrationId} and state = 'open'`.execute(tx);
  await sql`delete from announcements where integration_id = ${integrationId}`.execute(tx);
  return Number(numAffectedRows);
}

/** What an integration's runs read and planned and did not apply, and what it signs in with. */
export async function dropPlansAndReads(tx: Tx, integrationId: number): Promise<void> {
  const runs = sql`(select id from runs where integration_id = ${integrationId})`;
  await sql`delete from staging where run_id in ${runs}`.execute(tx);
  await sql`delete from batches where seq is null and run_id in ${runs}`.execute(tx);
  await sql`delete from credentials where integration_id = ${integrationId}`.execute(tx);
}
