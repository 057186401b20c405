import { healthOf } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { type IntegrationFacts, readHealthFacts } from "../integrations/health-facts.ts";
import type { Store } from "../open-store.ts";

/** From so late on an integration may be delayed. */
const LATE_SECONDS = 900;

/**
 * Gives one notice of each integration that breaks and one when it heals, in all organizations; what neither breaks nor
 * heals it says nothing. Gives how many.
 */
export async function noticeHealth(store: Store, now: Date): Promise<number> {
  let given = 0;
  for (const { orgId, ids } of await ailing(store, now)) {
    given += await store.forOrganization(orgId, async (tx) => {
      let told = 0;
      for (const facts of await readHealthFacts(tx, { now, ids })) {
        if (await tell(tx, orgId, facts)) told += 1;
      }
      return told;
    });
  }
  return given;
}

/** Those that may have broken or healed: few, and found without a look at the runs of all the others. */
async function ailing(store: Store, now: Date): Promise<{ orgId: number; ids: number[] }[]> {
  const late = sql`${now}::timestamptz - make_interval(secs => ${LATE_SECONDS})`;
  const { rows } = await sql<{ orgId: number; ids: number[] }>`
    select i.org_id as "orgId", array_agg(i.id order by i.id) as ids from integrations i
    where i.deleted_at is null and i.id in (
      select id from integrations where failures > 0 or uncertified > 0 or broken_at is not null
      union
      select id from integrations where enabled and next_run_at <= ${late}
      union
      select integration_id from runs where state = 'queued' and queued_at <= ${late})
    group by i.org_id order by i.org_id`.execute(store.system);
  return rows.map(({ orgId, ids }) => ({ orgId, ids: ids.map(Number) }));
}

async function tell(tx: Tx, orgId: number, facts: IntegrationFacts): Promise<boolean> {
  const { id, name, now, brokenAt, timeZone } = facts;
  const { news, reason, fix } = healthOf(facts);
  const breaks = news === "breaks" && brokenAt === null;
  const heals = news === "heals" && brokenAt !== null;
  if (!breaks && !heals) return false;
  const { numAffectedRows } = await sql`
    update integrations set broken_at = ${breaks ? now : null}
    where id = ${id} and (broken_at is null) = ${breaks}`.execute(tx);
  // Another worker's tick was quicker.
  if (numAffectedRows !== 1n) return false;
  const message = breaks
    ? `"${name}" needs somebody. ${reason} ${fix ?? ""}`.trim()
    : `"${name}" is well again. ${reason}`;
  await sql`
    insert into notices (org_id, kind, subject, due, days, message, created_at)
    values (${orgId}, ${breaks ? "integrationBroken" : "integrationHealed"},
      ${`integration:${id}:${breaks ? "broken" : "healed"}:${now.toISOString()}`},
      (${now}::timestamptz at time zone ${timeZone})::date, 0, ${message}, ${now})
    on conflict (subject, days) do nothing`.execute(tx);
  return true;
}
