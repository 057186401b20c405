import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { DECLINABLE, declinedThings } from "../plan/keep-declined.ts";

interface EndInput {
  batchId: number;
  runId: number;
  integrationId: number;
  now: Date;
}

/**
 * Ends what an undo declined where the source has moved on since: it says another value or another first day, calls
 * the record somebody else's, or the episode is over. What is said from then on is applied like anything else.
 */
export async function endDeclines(tx: Tx, input: EndInput): Promise<void> {
  const declined = await declinedThings(tx, input.integrationId);
  if (declined.size === 0) return;
  await withHashJoins(tx, async () => {
    for (const each of DECLINABLE) if (declined.has(each.field)) await endField(tx, input, each);
    if (declined.has("advance")) await endAdvances(tx, input);
    if (declined.has("link")) await endLinks(tx, input);
    if (declined.has("return")) await endReturns(tx, input);
  });
}

type Declinable = (typeof DECLINABLE)[number];

/** A value that is kept by a hold, or blanked of a leaver, is no other value. */
async function endField(tx: Tx, input: EndInput, { field, column, bit }: Declinable): Promise<void> {
  const value = sql.ref(`s.${column}`);
  // Of attributes the source may return some; what was declined is all of them as they became.
  const other =
    column === "attributes"
      ? sql`not (case when z.what = 'attributes' then z.value::jsonb end @> ${value})`
      : sql`${value}::text is distinct from z.value`;
  await sql`
    update declines z set ended_at = ${input.now} from staging s
    where z.what = ${field} and ${read(input)} and s.employment <> 'terminated' and s.missing & ${sql.lit(bit)} = 0
      and ${other}
      and (${value} is not null or exists (select from changes c
        where c.batch_id = ${input.batchId} and c.member_id = z.member_id and c.before ? ${sql.lit(column)}))`.execute(
    tx,
  );
}

async function endAdvances(tx: Tx, input: EndInput): Promise<void> {
  await sql`
    update declines z set ended_at = ${input.now} from staging s
    where z.what = 'advance' and ${read(input)} and (s.employment not in ('active', 'onLeave', 'unknown')
      or (s.missing & ${START_BIT} = 0 and s.start_date::text is distinct from z.value))`.execute(tx);
}

async function endLinks(tx: Tx, input: EndInput): Promise<void> {
  await sql`
    update declines z set ended_at = ${input.now} from staging s
    where z.what = 'link' and ${read(input)}
      and (s.employment = 'terminated' or coalesce(s.person_id, s.email_key) <> z.value)`.execute(tx);
}

/**
 * Whoever is kept out comes back with their next episode. Other records of theirs are looked at again once nothing
 * is declined any more: one may have claimed them all along.
 */
async function endReturns(tx: Tx, { integrationId, now }: EndInput): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update declines z set ended_at = ${now} from identities i
    where z.what = 'return' and z.ended_at is null and z.integration_id = ${integrationId}
      and i.integration_id = z.integration_id and i.external_id = z.external_id and i.episode > z.episode
      -- A suspect has not left.
      and i.claim = 'left'
    returning z.member_id as id`.execute(tx);
  if (rows.length === 0) return;
  await sql`
    update identities set fingerprint = null
    where member_id = any (${rows.map(({ id }) => id)}::bigint[]) and claim = 'employed'`.execute(tx);
}

const START_BIT = sql.lit(DECLINABLE.find(({ column }) => column === "start_date")?.bit ?? 0);

/** Of a decline `z` that stands: its record was read by this run, as `s`. */
function read({ runId, integrationId }: EndInput): RawBuilder<unknown> {
  return sql`z.ended_at is null and z.integration_id = ${integrationId}
      and s.run_id = ${runId} and s.kind = 'read' and s.external_id = z.external_id`;
}
