import { healthOf } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { type IntegrationFacts, readHealthFacts } from "../integrations/health-facts.ts";
import type { Store } from "../open-store.ts";

/** From so late on an integration may be delayed. */
const LATE_SECONDS = 900;
/** Integrations a transaction: when a large vendor breaks down, thousands ail at once. */
const BLOCK = 500;

/**
 * Gives one notice of each integration that breaks and one when it heals, in all organizations; what neither breaks nor
 * heals it says nothing. Gives how many.
 */
export async function noticeHealth(store: Store, now: Date): Promise<number> {
  let given = 0;
  for (let after = 0; ; ) {
    const position = after;
    const { ids, told } = await store.system.transaction().execute(async (tx) => {
      const ailing = await listAiling(tx, { now, after: position });
      // Conflicts are not seen across organizations, nor missed: one that waits for answers is as well as any other.
      const facts = ailing.length === 0 ? [] : await readHealthFacts(tx, { now, ids: ailing });
      return { ids: ailing, told: await tell(tx, facts.flatMap(newsOf), now) };
    });
    given += told;
    if (ids.length < BLOCK) return given;
    after = ids.at(-1) ?? after;
  }
}

/**
 * Those that may have broken or healed: few, and found without a look at the runs of all the others. What is known to be
 * broken and still fails is neither.
 */
async function listAiling(tx: Tx, { now, after }: { now: Date; after: number }): Promise<number[]> {
  const late = sql`${now}::timestamptz - make_interval(secs => ${LATE_SECONDS})`;
  const { rows } = await sql<{ id: number }>`
    select i.id from integrations i
    where i.id > ${after} and i.deleted_at is null and i.id in (
      select id from integrations where (failures > 0 or uncertified > 0) and broken_at is null
      union all
      select id from integrations where broken_at is not null and failures = 0
      union all
      select id from integrations where enabled and next_run_at <= ${late} and broken_at is null
      union all
      select integration_id from runs where state = 'queued' and queued_at <= ${late})
    order by i.id limit ${BLOCK}`.execute(tx);
  return rows.map(({ id }) => id);
}

interface News {
  id: number;
  org: number;
  zone: string;
  breaks: boolean;
  message: string;
}

function newsOf(facts: IntegrationFacts): News[] {
  const { id, orgId: org, name, brokenAt, timeZone: zone } = facts;
  const { news, reason, fix } = healthOf(facts);
  if (news === "breaks" && brokenAt === null) {
    const message = `"${name}" needs somebody. ${reason}${fix === null ? "" : ` ${fix}`}`;
    return [{ id, org, zone, breaks: true, message }];
  }
  if (news === "heals" && brokenAt !== null) {
    return [{ id, org, zone, breaks: false, message: `"${name}" is well again. ${reason}` }];
  }
  return [];
}

/** Of several ticks at once the first one tells: the others find the mark set. */
async function tell(tx: Tx, news: readonly News[], now: Date): Promise<number> {
  if (news.length === 0) return 0;
  const { numAffectedRows } = await sql`
    with told as (
      update integrations i set broken_at = case when n.breaks then ${now}::timestamptz end
      from jsonb_to_recordset(${JSON.stringify(news)}::jsonb)
        as n(id bigint, org integer, zone text, breaks boolean, message text)
      where i.id = n.id and (i.broken_at is null) = n.breaks
      returning n.*
    )
    insert into notices (org_id, kind, subject, due, days, message, created_at)
    select org, case when breaks then 'integrationBroken' else 'integrationHealed' end,
      format('integration:%s:%s:%s', id, case when breaks then 'broken' else 'healed' end, ${now.toISOString()}::text),
      (${now}::timestamptz at time zone zone)::date, 0, message, ${now}
    from told
    on conflict (subject, days) do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
