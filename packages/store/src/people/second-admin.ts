import { policyOf, type PartialPolicy } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import type { PersonAct } from "./person-act.ts";

/** What waits for a person: rows of plans, fields, whole plans, who somebody is. */
export type QuestionTable = "holds" | "field_holds" | "plan_holds" | "conflicts";

/** By what of a question it shows that it is still the same one. */
const EVIDENCE: Readonly<Record<QuestionTable, string>> = {
  holds: "hash",
  field_holds: "people",
  plan_holds: "people",
  conflicts: "evidence",
};

/** How an approval stands: a person's own, confirmed by a second one, or the first of two. */
export type Standing = "alone" | "confirmed" | "first";

/** A first approval that nobody confirmed by then is asked for again, like one that no run applied. */
export const APPROVAL_HOURS = 72;

/** Above how many people an approval for the integration of this run needs a second admin. */
export async function secondAdminAbove(tx: Tx, runId: number): Promise<number> {
  const { rows } = await sql<{ policy: PartialPolicy }>`
    select n.policy from runs r join integrations n on n.id = r.integration_id where r.id = ${runId}`.execute(
    tx,
  );
  return policyOf(rows[0]?.policy ?? {}).secondAdminAbove;
}

/**
 * Whether an approval may take effect. Of more people than the policy lets one admin approve it is noted as the first,
 * and takes effect when somebody else approves the same. Throws StoreError `secondAdminNeeded` where the same person
 * approves the same again.
 */
export async function standingOf(
  tx: Tx,
  act: Pick<PersonAct, "actor" | "now">,
  input: {
    table: QuestionTable;
    ids: readonly number[];
    people: number;
    limit: number;
    /** Where there is more than one: both admins must give the same. */
    answer?: string;
  },
): Promise<Standing> {
  const { table, ids, people, limit, answer = "" } = input;
  if (ids.length === 0 || people <= limit) return "alone";
  const questions = sql`${sql.table(table)} where id = any (${[...ids]}::bigint[])`;
  const evidence = sql.raw(EVIDENCE[table]);
  const { rows } = await sql<{ print: string; by: string | null }>`
    with asked as (
      select md5(${answer} || string_agg(id || ':' || ${evidence}, ',' order by id))::uuid as print from ${questions})
    select print, (select min(first_by) from ${questions} having bool_and(first_of is not distinct from print
      and first_at > ${act.now}::timestamptz - make_interval(hours => ${APPROVAL_HOURS}))) as by
    from asked`.execute(tx);
  const { print, by } = rows[0] ?? { print: null, by: null };
  if (by === act.actor) throw secondAdminNeeded(people, limit);
  if (by !== null) return "confirmed";
  await sql`
    update ${sql.table(table)} set first_by = ${act.actor}, first_at = ${act.now}, first_of = ${print}
    where id = any (${[...ids]}::bigint[])`.execute(tx);
  return "first";
}

/** The first approval is kept, whoever asks for it once more. */
function secondAdminNeeded(people: number, limit: number): StoreError {
  return new StoreError(
    `You have approved these ${people} people already; for more than ${limit} another admin must confirm.`,
    {
      code: "secondAdminNeeded",
      fix: "Ask another admin to give the same command; nothing is applied until then. `secondAdminAbove` of the policy is the number.",
    },
  );
}
