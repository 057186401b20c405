import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** A claim that one source makes on a member. */
export interface MemberIdentity {
  integration: number;
  externalId: string;
  claim: "employed" | "left" | "suspect";
}

export interface Member {
  id: number;
  status: "staged" | "invited" | "active" | "deactivated";
  role: "none" | "mentor" | "mentee" | "both";
  workEmail: string | null;
  firstName: string | null;
  lastName: string | null;
  department: string | null;
  jobTitle: string | null;
  identities: MemberIdentity[];
}

const COLUMNS = sql.raw(`m.id, m.status, m.role, m.work_email as "workEmail", m.first_name as "firstName",
  m.last_name as "lastName", m.department, m.job_title as "jobTitle",
  coalesce((select jsonb_agg(jsonb_build_object('integration', i.integration_id, 'externalId', i.external_id,
      'claim', i.claim) order by i.integration_id, i.external_id)
    from identities i where i.member_id = m.id), '[]') as identities`);

/** Members in the order of their ids, from after one of them on. */
export async function listMembers(
  tx: Tx,
  page: { afterId: number; limit: number; status?: Member["status"] },
): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select ${COLUMNS} from members m
    where m.id > ${page.afterId} and (${page.status ?? null}::text is null or m.status = ${page.status ?? null})
    order by m.id limit ${page.limit}`.execute(tx);
  return rows;
}

/** Members by id, by folded work e-mail or by an external id. */
export async function findMembers(tx: Tx, key: { text: string; emailKey: string }): Promise<Member[]> {
  const id = /^\d{1,15}$/.test(key.text) ? Number(key.text) : null;
  const { rows } = await sql<Member>`
    select ${COLUMNS} from members m
    where m.id = ${id} or m.email_key = ${key.emailKey}
      or m.id in (select member_id from identities where external_id = ${key.text})
    order by m.id`.execute(tx);
  return rows;
}

/** How many members are in each status. */
export async function countMembers(tx: Tx): Promise<Record<Member["status"], number>> {
  const { rows } = await sql<{ status: Member["status"]; people: number }>`
    select status, count(*) as people from members group by status`.execute(tx);
  const counts = { staged: 0, invited: 0, active: 0, deactivated: 0 };
  for (const { status, people } of rows) counts[status] = people;
  return counts;
}
