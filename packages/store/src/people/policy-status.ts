import { type RawBuilder, sql } from "kysely";

/**
 * What the policy makes of a member who waits for nothing any more: of the first integration that claims them, or
 * `active`, the default. `member` names a column with the member's id.
 */
export function policyStatus(member: string): RawBuilder<string> {
  return sql<string>`coalesce((
    select n.policy -> 'newMembers' ->> 'status' from identities o join integrations n on n.id = o.integration_id
    where o.member_id = ${sql.ref(member)} and o.claim in ('employed', 'suspect')
    order by o.integration_id limit 1), 'active')`;
}
