import type { MappingTarget } from "@muster/connector-sdk";
import { type Scope, SCOPE_FIELDS } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { FIELD_COLUMNS } from "../field-columns.ts";
import { MAPPED_COLUMNS, type MappedColumn } from "../mapped-columns.ts";
import { declinedThings } from "./keep-declined.ts";
import { pinnedFields } from "./keep-pinned.ts";

interface ScopeInput {
  runId: number;
  integrationId: number;
  scope: Scope;
  /** Fields whose emptying is held: they stay at their last values. */
  kept: readonly MappingTarget[];
}

/**
 * Marks the staged people whom the policy does not take in. Their fingerprint becomes another one: whoever leaves the
 * scope or enters it, by a change of their own or of the policy, is judged though their record may be the same. A field
 * that the run leaves as it is (not returned, emptied for too many, pinned, declined) is the member's, so that a right
 * that is lost takes nobody out.
 */
export async function markScope(tx: Tx, input: ScopeInput): Promise<void> {
  const { runId, integrationId, scope } = input;
  const fields = SCOPE_FIELDS.filter(({ only, not }) => scope[only] ?? scope[not]);
  if (fields.length === 0) return;
  const [pinned, declined] = [await pinnedFields(tx), await declinedThings(tx, integrationId)];
  const tests = fields.flatMap(({ field, only, not }) => {
    const column = FIELD_COLUMNS[field];
    const stays = staysStored(input, { field, column }, pinned.includes(field), declined.has(field));
    const value = sql`case when ${stays} then m.${sql.ref(column)} else s.${sql.ref(column)} end`;
    const among = (names: readonly string[]): RawBuilder<boolean> => {
      const folded = names.map((name) => name.trim().toLowerCase());
      return sql<boolean>`coalesce(lower(trim(${value})) = any (${folded}::text[]), false)`;
    };
    const [inside, outside] = [scope[only], scope[not]];
    return [...(inside ? [sql`not ${among(inside)}`] : []), ...(outside ? [among(outside)] : [])];
  });
  await withHashJoins(tx, () =>
    sql`
    update staging t set outside = true, fingerprint = md5(t.fingerprint::text || ' outside')::uuid
    from staging s
      left join identities i on i.integration_id = ${integrationId} and i.external_id = s.external_id
      left join members m on m.id = i.member_id
    where s.run_id = ${runId} and s.kind = 'read' and not s.outside and t.run_id = ${runId} and t.ctid = s.ctid
      and (${sql.join(tests, sql` or `)})`.execute(tx),
  );
}

/** Of a staged row `s` and the member `m` of its record: whether the member keeps the field, whatever was read. */
function staysStored(
  { integrationId, kept }: ScopeInput,
  { field, column }: { field: MappingTarget; column: MappedColumn },
  pinned: boolean,
  declined: boolean,
): RawBuilder<unknown> {
  const staged = sql.ref(`s.${column}`);
  const cases = [sql`s.missing & ${sql.lit(1 << MAPPED_COLUMNS.indexOf(column))} <> 0`];
  if (kept.includes(field)) cases.push(sql`${staged} is null`);
  if (pinned) {
    cases.push(sql`exists (select from pins p
      where p.member_id = m.id and p.field = ${field} and p.lifted_at is null)`);
  }
  if (declined) {
    cases.push(sql`exists (select from declines z where z.what = ${field} and z.ended_at is null
      and z.integration_id = ${integrationId} and z.external_id = s.external_id and z.member_id = m.id
      and ${staged}::text is not distinct from z.value)`);
  }
  return sql.join(cases, sql` or `);
}
