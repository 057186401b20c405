import type { Stored } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";

/** Keys are derived; a comparison shows what a person would recognise, by the names of an employee. */
const fields = sql.raw(
  MAPPED_COLUMNS.filter((column) => !column.endsWith("_key") && column !== "attributes")
    .map(
      (column) =>
        `'${column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}', m.${column}`,
    )
    .join(", "),
);

interface Row {
  memberId: number | null;
  claim: NonNullable<Stored["record"]>["claim"];
  employment: NonNullable<Stored["record"]>["employment"];
  status: string | null;
  waits: string[];
  fields: Record<string, string | null>;
  attributes: Record<string, string | null>;
  pinned: string[];
  claimedElsewhere: boolean;
  keptOut: boolean;
}

/** What is stored of one source record, of its member, and of whoever else has the work e-mail. */
export async function readStored(
  tx: Tx,
  input: { integrationId: number; externalId: string; emailKey: string | null },
): Promise<{ memberId: number | null; stored: Stored }> {
  const { integrationId, externalId, emailKey } = input;
  const { rows } = await sql<Row>`
    select m.id as "memberId", i.claim, i.employment, m.status, m.waits,
      jsonb_build_object(${fields}) as fields, coalesce(m.attributes, '{}') as attributes,
      array(select p.field from pins p where p.member_id = m.id and p.lifted_at is null) as pinned,
      exists (select from identities o where o.member_id = m.id and o.claim in ('employed', 'suspect')
        and (o.integration_id, o.external_id) <> (i.integration_id, i.external_id)) as "claimedElsewhere",
      exists (select from deactivations d where d.member_id = m.id and d.closed_at is null
        and d.cause not in ('termination', 'absence', 'outOfScope')) as "keptOut"
    from identities i left join members m on m.id = i.member_id
    where i.integration_id = ${integrationId} and i.external_id = ${externalId}`.execute(tx);
  const [row] = rows;
  const memberId = row?.memberId ?? null;
  const { rows: keepers } = await sql<NonNullable<Stored["emailKeeper"]>>`
    select id, m.status <> 'deactivated' and not exists (
        select from identities i where i.member_id = m.id and i.integration_id = ${integrationId}
          and i.claim in ('employed', 'suspect'))
      and not exists (select from keep_apart a where a.member_id = m.id
        and a.integration_id = ${integrationId} and a.external_id = ${externalId}) as joinable
    from members m where email_key = ${emailKey} and id is distinct from ${memberId}`.execute(tx);
  return { memberId, stored: { ...storedOf(row), emailKeeper: keepers[0] ?? null } };
}

function storedOf(row: Row | undefined): Omit<Stored, "emailKeeper"> {
  if (!row) return { record: null, member: null };
  const {
    claim,
    employment,
    status,
    waits,
    fields: own,
    attributes,
    pinned,
    claimedElsewhere,
    keptOut,
  } = row;
  const record = { claim, employment };
  if (status === null) return { record, member: null };
  return { record, member: { status, waits, fields: own, attributes, pinned, claimedElsewhere, keptOut } };
}
