import type { MappingTarget } from "@muster/connector-sdk";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { secondAdminAbove, standingOf } from "../people/second-admin.ts";

/** A field that is kept at its last values until a person accepts its emptying or it fills again. */
export interface FieldHold {
  id: number;
  integrationId: number;
  field: MappingTarget;
  runId: number;
  people: number;
  rule: string;
  since: Date;
  /** Who approved first, where a second admin must confirm. */
  firstBy: string | null;
  snoozedUntil: string | null;
  snoozeReason: string | null;
}

const COLUMNS = sql.raw(
  `id, integration_id as "integrationId", field, run_id as "runId", people, rule, since, first_by as "firstBy",
    snoozed_until as "snoozedUntil", snooze_reason as "snoozeReason"`,
);

/** Notes the fields that a full plan found fallen, takes back those that recovered, and gives those that wait. */
export async function holdFields(
  tx: Tx,
  input: {
    orgId: number;
    integrationId: number;
    runId: number;
    now: Date;
    fallen: readonly { field: MappingTarget; people: number; rule: string }[];
  },
): Promise<FieldHold[]> {
  const { orgId, integrationId, runId, now, fallen } = input;
  for (const { field, people, rule } of fallen) {
    await sql`
      insert into field_holds as h (org_id, integration_id, field, run_id, last_run_id, people, rule, since)
      values (${orgId}, ${integrationId}, ${field}, ${runId}, ${runId}, ${people}, ${rule}, ${now})
      on conflict (integration_id, field) where state in ('open', 'approved')
      do update set last_run_id = excluded.last_run_id, people = excluded.people, rule = excluded.rule`.execute(
      tx,
    );
  }
  await sql`
    update field_holds set state = case state when 'approved' then 'applied' else 'withdrawn' end,
      decided_at = coalesce(decided_at, ${now})
    where integration_id = ${integrationId} and state in ('open', 'approved') and last_run_id <> ${runId}`.execute(
    tx,
  );
  const { rows } = await sql<FieldHold>`
    select ${COLUMNS} from field_holds
    where integration_id = ${integrationId} and state = 'open' and last_run_id = ${runId} order by field`.execute(
    tx,
  );
  return rows;
}

/** The fields of an integration whose emptying waits for a person, and those whose emptying a person has approved. */
export async function standingFields(
  tx: Tx,
  integrationId: number,
): Promise<{ field: MappingTarget; state: "open" | "approved" }[]> {
  const { rows } = await sql<{ field: MappingTarget; state: "open" | "approved" }>`
    select field, state from field_holds
    where integration_id = ${integrationId} and state in ('open', 'approved')`.execute(tx);
  return rows;
}

/** The fields that a run keeps at their last values. */
export async function listFieldHolds(tx: Tx, runId: number): Promise<FieldHold[]> {
  const { rows } = await sql<FieldHold>`
    select ${COLUMNS} from field_holds
    where state = 'open' and (run_id = ${runId} or last_run_id = ${runId}) order by field`.execute(tx);
  return rows;
}

/** Lets the emptying of fields through, from the next run on. Gives those that waited, and may wait for a second admin. */
export async function approveFields(
  tx: Tx,
  input: { runId: number; fields: readonly string[] | "all"; actor: string; now: Date },
): Promise<FieldHold[]> {
  const { runId, fields, actor, now } = input;
  const waiting = await listFieldHolds(tx, runId);
  const chosen = fields === "all" ? waiting : waiting.filter(({ field }) => fields.includes(field));
  const [first] = chosen;
  if (!first) return [];
  const ids = chosen.map(({ id }) => id);
  const standing = await standingOf(
    tx,
    { actor, now },
    {
      table: "field_holds",
      ids,
      people: Math.max(...chosen.map(({ people }) => people)),
      limit: await secondAdminAbove(tx, runId),
    },
  );
  if (standing === "first") return chosen.map((one) => ({ ...one, firstBy: actor }));
  const { rows } = await sql<FieldHold>`
    update field_holds set state = 'approved', decided_by = ${actor}, decided_at = ${now},
      first_by = case when ${standing === "confirmed"} then first_by end
    where state = 'open' and id = any (${ids}::bigint[])
    returning ${COLUMNS}`.execute(tx);
  return rows.map((one) => ({ ...one, firstBy: null }));
}
