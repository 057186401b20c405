import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** Somebody whose first or last day of work is ahead. */
export interface Coming {
  /** First day of a joiner, last day of a leaver, who works on it. */
  day: string;
  kind: "joiner" | "leaver";
  memberId: number;
  name: string | null;
  workEmail: string | null;
  status: string;
  integrations: { id: number; name: string }[];
}

/**
 * Members who start after `from` and those whose last day is not over on it, up to and with `days` days later, by day.
 * An end before a later start is an old one that a rehire has left behind.
 */
export async function listComing(
  tx: Tx,
  input: { from: string; days: number; integrationId?: number },
): Promise<Coming[]> {
  const { from, days, integrationId = null } = input;
  const { rows } = await sql<Coming>`
    select e.day, e.kind, m.id as "memberId",
      coalesce(m.display_name, nullif(concat_ws(' ', m.first_name, m.last_name), '')) as name,
      m.work_email as "workEmail", m.status, a.integrations
    from members m
    cross join lateral (
      select jsonb_agg(distinct jsonb_build_object('id', n.id, 'name', n.name)) as integrations,
        bool_or(i.integration_id = ${integrationId}) as asked,
        bool_or(i.employment = 'preStart') as to_come
      from identities i join integrations n on n.id = i.integration_id
      where i.member_id = m.id and i.claim in ('employed', 'suspect')) a
    cross join lateral (
      select m.start_date as day, 'joiner' as kind where a.to_come and m.start_date > ${from}::date
      union all
      select m.end_date, 'leaver' where m.end_date >= ${from}::date
        and not coalesce(m.start_date > m.end_date, false)) e
    where m.status <> 'deactivated' and a.integrations is not null
      and (${integrationId}::bigint is null or a.asked)
      and e.day <= ${from}::date + ${days}::integer
    order by e.day, e.kind, m.id`.execute(tx);
  return rows;
}
