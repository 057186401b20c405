import { sql } from "kysely";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { writeAudit } from "../people/audit.ts";
import type { PersonAct } from "../people/person-act.ts";
import { dropHeld, dropPlansAndReads } from "./drop-integration-rows.ts";

/** What becomes of an integration's claims: they end (null), or move to another one. */
export interface IntegrationEnd {
  integrationId: number;
  transferTo: number | null;
}

/** What ended or moved with an integration. */
export interface EndedIntegration {
  /** Members whom it claimed. */
  people: number;
  /** Source records, those of nobody included. */
  records: number;
  /** Of those, records that the target had of its own with a member: its own were kept. */
  collisions: number;
  /** Reasons for being out that any source may end from now on. */
  deactivations: number;
  /** Holds that nobody need decide any more. */
  holds: number;
}

/**
 * Ends an integration. Nobody is deactivated by it. Credentials, schedule, plans and all that waits go; its runs and
 * what they changed stay as history, and its name is free. Fails with `runUnderWay` for it or the target.
 */
export async function deleteIntegration(
  tx: Tx,
  act: PersonAct,
  end: IntegrationEnd,
): Promise<EndedIntegration> {
  const { integrationId, transferTo } = end;
  await waitForApplyLock(tx, act.orgId);
  await refuseUnderWay(tx, transferTo === null ? [integrationId] : [integrationId, transferTo]);
  await cancelQueuedRuns(tx, act, integrationId);
  const touched = await touchMembers(tx, act, integrationId);
  const holds = await dropHeld(tx, act, integrationId);
  await dropPlansAndReads(tx, integrationId);
  const { numAffectedRows: deactivations = 0n } = await sql`
    update deactivations set integration_id = null, external_id = null
    where integration_id = ${integrationId} and closed_at is null`.execute(tx);
  const moved =
    transferTo === null ? await release(tx, integrationId) : await transfer(tx, integrationId, transferTo);
  // Those that did not move.
  await sql`
    update declines set ended_at = ${act.now} where integration_id = ${integrationId} and ended_at is null`.execute(
    tx,
  );
  await sql`
    update integrations set deleted_at = ${act.now}, enabled = false, next_run_at = null, watermark = null,
      base_url = null
    where id = ${integrationId}`.execute(tx);
  const ended = { people: touched, ...moved, deactivations: Number(deactivations), holds };
  await writeAudit(tx, {
    ...act,
    act: "integrations.delete",
    subject: `integration:${integrationId}`,
    detail: { transferTo, ...ended },
  });
  return ended;
}

/** Their rows are locked, the runs' before the integrations', as by whoever begins one. */
async function refuseUnderWay(tx: Tx, integrationIds: readonly number[]): Promise<void> {
  const ids = sql`(${sql.join(integrationIds)})`;
  const { rows } = await sql<{ id: number; state: string }>`
    select id, state from runs where integration_id in ${ids} and ended_at is null order by id for update`.execute(
    tx,
  );
  await sql`select from integrations where id in ${ids} order by id for update`.execute(tx);
  const under = rows.find(({ state }) => state !== "queued");
  if (!under) return;
  throw new StoreError(`Run ${under.id} is under way.`, {
    code: "runUnderWay",
    fix: `Wait until it has ended, or cancel it: \`muster runs cancel ${under.id}\`.`,
  });
}

async function cancelQueuedRuns(tx: Tx, { actor, now }: PersonAct, integrationId: number): Promise<void> {
  await sql`
    update runs set state = 'cancelled', token = token + 1, ended_at = ${now}, reason_code = 'integrationDeleted',
      reason = ${`Cancelled with its integration by ${actor}.`}
    where integration_id = ${integrationId} and state = 'queued'`.execute(tx);
}

/** A plan that stood on these claims is made again; so is what the members' other sources say of them. */
async function touchMembers(tx: Tx, { now }: PersonAct, integrationId: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update members set version = version + 1, updated_at = ${now}
    where id in (select member_id from identities where integration_id = ${integrationId})`.execute(tx);
  await sql`
    update identities o set fingerprint = null
    where o.integration_id <> ${integrationId} and o.fingerprint is not null and o.member_id in (
      select member_id from identities where integration_id = ${integrationId})`.execute(tx);
  return Number(numAffectedRows);
}

type Moved = Pick<EndedIntegration, "records" | "collisions">;

async function release(tx: Tx, integrationId: number): Promise<Moved> {
  const { numAffectedRows = 0n } = await sql`
    delete from identities where integration_id = ${integrationId}`.execute(tx);
  return { records: Number(numAffectedRows), collisions: 0 };
}

/**
 * The same ids under another integration, which is judged from here on as one that has not run yet: it plans
 * everybody, and its next run holds all leavers once. What the target knew of an id without a member makes way.
 */
async function transfer(tx: Tx, from: number, to: number): Promise<Moved> {
  const same = sql`t.integration_id = ${to} and t.external_id = i.external_id`;
  await sql`
    delete from identities t using identities i
    where ${same} and i.integration_id = ${from} and t.member_id is null and i.member_id is not null`.execute(
    tx,
  );
  const { numAffectedRows: kept = 0n } = await sql`
    delete from identities i using identities t where ${same} and i.integration_id = ${from}`.execute(tx);
  const { numAffectedRows: moved = 0n } = await sql`
    update identities set integration_id = ${to}, fingerprint = null,
      decision = case when decision not in ('hold', 'conflict') then decision end,
      reason = case when decision not in ('hold', 'conflict') then reason end
    where integration_id = ${from}`.execute(tx);
  await sql`
    update declines d set integration_id = ${to}
    where d.integration_id = ${from} and d.ended_at is null and not exists (
      select from declines o where o.integration_id = ${to} and o.external_id = d.external_id and o.ended_at is null)`.execute(
    tx,
  );
  // The target's own answer about an id stands.
  await sql`
    update conflicts k set integration_id = ${to}
    where k.integration_id = ${from} and k.state = 'decided' and not exists (select from conflicts o
      where o.integration_id = ${to} and o.external_id = k.external_id and o.state = 'decided')`.execute(tx);
  for (const table of ["keep_apart", "suppressions"] as const) await moveMarks(tx, table, from, to);
  await sql`
    update identities set fingerprint = null where integration_id = ${to} and fingerprint is not null`.execute(
    tx,
  );
  await sql`
    update integrations set last_applied_run = null, last_people = null, last_fill = null, applied_config = null,
      watermark = null
    where id = ${to}`.execute(tx);
  return { records: Number(moved), collisions: Number(kept) };
}

/** What must not come back or together under the ids of the one must not under the other. */
async function moveMarks(
  tx: Tx,
  table: "keep_apart" | "suppressions",
  from: number,
  to: number,
): Promise<void> {
  const columns = sql.raw(
    table === "keep_apart"
      ? "external_id, member_id, actor, created_at"
      : "kind, hash, member_id, created_at, created_by, lifted_at, lifted_by, lift_reason",
  );
  await sql`
    insert into ${sql.table(table)} (org_id, integration_id, ${columns})
    select org_id, ${to}, ${columns} from ${sql.table(table)} where integration_id = ${from}
    on conflict do nothing`.execute(tx);
}
