import type { Scope } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { MAPPED_COLUMNS, type MappedColumn } from "../mapped-columns.ts";

const FIELDS = [
  { column: "department", only: "departments", not: "excludeDepartments" },
  { column: "location", only: "locations", not: "excludeLocations" },
  { column: "job_title", only: "jobTitles", not: "excludeJobTitles" },
  { column: "seniority", only: "seniorities", not: "excludeSeniorities" },
] as const satisfies readonly { column: MappedColumn; only: keyof Scope; not: keyof Scope }[];

/**
 * Marks the staged people whom the policy does not take in. Their fingerprint becomes another one: whoever leaves the
 * scope or enters it, by a change of their own or of the policy, is judged though their record may be the same. A field
 * that was not returned is the member's, so that a right that is lost takes nobody out.
 */
export async function markScope(
  tx: Tx,
  { runId, integrationId, scope }: { runId: number; integrationId: number; scope: Scope },
): Promise<void> {
  const tests = FIELDS.flatMap(({ column, only, not }) => {
    const value = sql`case when s.missing & ${sql.lit(1 << MAPPED_COLUMNS.indexOf(column))} = 0
      then s.${sql.ref(column)} else m.${sql.ref(column)} end`;
    const among = (names: readonly string[]): RawBuilder<boolean> => {
      const folded = names.map((name) => name.trim().toLowerCase());
      return sql<boolean>`coalesce(lower(trim(${value})) = any (${folded}::text[]), false)`;
    };
    const [inside, outside] = [scope[only], scope[not]];
    return [...(inside ? [sql`not ${among(inside)}`] : []), ...(outside ? [among(outside)] : [])];
  });
  if (tests.length === 0) return;
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
