import type { Watermark } from "@muster/connector-sdk";
import type { FieldMapping, PartialPolicy } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { openSecret, sealSecret } from "../secrets/seal.ts";
import { dropIssuedTokens } from "./tokens.ts";

/** What an integration is made from. */
export interface NewIntegration {
  orgId: number;
  connector: string;
  name: string;
  /** The operator's, never an admin's: it decides where the credentials go. Null: the connector's own. */
  baseUrl: string | null;
  settings: unknown;
  /** Key in the connector's `auth`. */
  authMethod: string;
  /** In place of the connector's declared limits; null: none. */
  limits: unknown;
  mapping: FieldMapping;
  /** Its own numbers; what it does not name is the default. */
  policy: PartialPolicy;
  /** As `parseSchedule` gives it, in the organization's zone. */
  schedule: string;
  secrets: Readonly<Record<string, string>>;
}

/** One organization's connection to one source, without its secrets. */
export interface Integration extends Omit<NewIntegration, "secrets"> {
  id: number;
  enabled: boolean;
  nextRunAt: Date | null;
  /** People that the last applied run read; null before the first. */
  lastPeople: number | null;
  /** Source fields that the credentials could not read in it: the accepted baseline. */
  lastRestricted: string[] | null;
  lastAppliedRun: number | null;
  /** Where the vendor's changes go on after what was last applied; null: only a full read can tell. */
  watermark: Watermark | null;
  /** Runs that failed one after the other; 0 after one that did not. */
  failures: number;
  failingSince: Date | null;
  /** Full reads without a certificate, one after the other. */
  uncertified: number;
  /** Of the organization. */
  timeZone: string;
}

const COLUMNS = sql.raw(`i.id, i.org_id as "orgId", i.connector, i.name, i.base_url as "baseUrl", i.settings,
  i.auth_method as "authMethod", i.limits, i.mapping, i.policy, i.enabled, i.schedule, i.next_run_at as "nextRunAt",
  i.last_people as "lastPeople", i.last_restricted as "lastRestricted", i.last_applied_run as "lastAppliedRun",
  i.watermark, i.failures, i.failing_since as "failingSince", i.uncertified, o.time_zone as "timeZone"`);

/** Stores an integration, switched off, with its credentials sealed. */
export async function createIntegration(tx: Tx, keyring: Keyring, input: NewIntegration): Promise<number> {
  const json = (value: unknown): string | null =>
    value === undefined || value === null ? null : JSON.stringify(value);
  const { rows } = await sql<{ id: number }>`
    insert into integrations (org_id, connector, name, base_url, settings, auth_method, limits, mapping, policy, schedule)
    values (${input.orgId}, ${input.connector}, ${input.name}, ${input.baseUrl}, ${json(input.settings)},
      ${input.authMethod}, ${json(input.limits)}, ${json(input.mapping)}, ${json(input.policy)}, ${input.schedule})
    returning id`.execute(tx);
  const id = rows[0]?.id ?? 0;
  await sealCredentials(tx, keyring, { orgId: input.orgId, id, secrets: input.secrets });
  return id;
}

/** An integration of the organization, or undefined: there is none, or none any more. */
export async function findIntegration(tx: Tx, id: number): Promise<Integration | undefined> {
  const { rows } = await sql<Integration>`
    select ${COLUMNS} from integrations i join organizations o on o.id = i.org_id
    where i.id = ${id} and i.deleted_at is null`.execute(tx);
  return rows[0];
}

/** All integrations of the organization, the oldest first. */
export async function listIntegrations(tx: Tx): Promise<Integration[]> {
  const { rows } = await sql<Integration>`
    select ${COLUMNS} from integrations i join organizations o on o.id = i.org_id
    where i.deleted_at is null order by i.id`.execute(tx);
  return rows;
}

/** The secrets of an integration as they were entered, opened; a refresh token as it is now. */
export async function openCredentials(
  tx: Tx,
  keyring: Keyring,
  integration: Integration,
): Promise<Record<string, string>> {
  const { rows } = await sql<{ field: string; sealed: unknown }>`
    select field, sealed from credentials where integration_id = ${integration.id} and not issued`.execute(
    tx,
  );
  return Object.fromEntries(
    rows.map(({ field, sealed }) => [
      field,
      openSecret(keyring, { orgId: integration.orgId, integrationId: integration.id, field }, sealed),
    ]),
  );
}

/** Switches the schedule on, with its next time, or off. */
export async function setEnabled(
  tx: Tx,
  id: number,
  enabled: boolean,
  nextRunAt: Date | null,
): Promise<void> {
  await sql`
    update integrations set enabled = ${enabled}, next_run_at = ${nextRunAt}
    where id = ${id} and deleted_at is null`.execute(tx);
}

/** Another schedule, from now on; `nextRunAt` counts only where the integration is switched on. */
export async function setSchedule(
  tx: Tx,
  id: number,
  { schedule, nextRunAt }: { schedule: string; nextRunAt: Date | null },
): Promise<void> {
  await sql`
    update integrations set schedule = ${schedule}, next_run_at = case when enabled then ${nextRunAt}::timestamptz end
    where id = ${id} and deleted_at is null`.execute(tx);
}

/** Another address of the same source: the operator's act, for it decides where the credentials go. */
export async function setBaseUrl(tx: Tx, id: number, baseUrl: string | null): Promise<void> {
  await sql`update integrations set base_url = ${baseUrl} where id = ${id}`.execute(tx);
  await dropIssuedTokens(tx, id);
}

/**
 * Accepts what the newest full read could not see as the baseline: from the next run on, absence counts again. Gives
 * the fields, or undefined where no full read has reached its end.
 */
export async function acceptPermissions(tx: Tx, integrationId: number): Promise<string[] | undefined> {
  const { rows } = await sql<{ restricted: string[] }>`
    update integrations set last_restricted = array(
      select jsonb_array_elements_text(r.checkpoint -> 'restricted')
      from runs r where r.integration_id = ${integrationId} and r.mode = 'full' and r.certificate is not null
      order by r.id desc limit 1)
    where id = ${integrationId} and exists (
      select from runs r where r.integration_id = ${integrationId} and r.mode = 'full' and r.certificate is not null)
    returning last_restricted as restricted`.execute(tx);
  return rows[0]?.restricted;
}

/** Replaces settings and credentials; mapping, history, claims and identities stay. The next run reads everybody. */
export async function replaceConfig(
  tx: Tx,
  keyring: Keyring,
  input: Pick<NewIntegration, "orgId" | "settings" | "authMethod" | "limits" | "secrets"> & { id: number },
): Promise<void> {
  await sql`
    update integrations set settings = ${JSON.stringify(input.settings)}, auth_method = ${input.authMethod},
      limits = ${input.limits === undefined || input.limits === null ? null : JSON.stringify(input.limits)},
      watermark = null, principal = principal + 1
    where id = ${input.id}`.execute(tx);
  await sql`delete from credentials where integration_id = ${input.id}`.execute(tx);
  await sealCredentials(tx, keyring, input);
}

async function sealCredentials(
  tx: Tx,
  keyring: Keyring,
  { orgId, id, secrets }: { orgId: number; id: number; secrets: Readonly<Record<string, string>> },
): Promise<void> {
  for (const [field, secret] of Object.entries(secrets)) {
    const sealed = sealSecret(keyring, { orgId, integrationId: id, field }, secret);
    await sql`
      insert into credentials (org_id, integration_id, field, sealed)
      values (${orgId}, ${id}, ${field}, ${JSON.stringify(sealed)})`.execute(tx);
  }
}

/**
 * Replaces an integration's own policy. Where that takes in others than before, the next run reads everybody: those
 * who do not change may be in or out by it.
 */
export async function replacePolicy(tx: Tx, id: number, policy: PartialPolicy): Promise<void> {
  await sql`
    update integrations set policy = ${JSON.stringify(policy)},
      watermark = case when policy -> 'scope' is not distinct from ${JSON.stringify(policy)}::jsonb -> 'scope'
        then watermark end
    where id = ${id}`.execute(tx);
}

/** Replaces the mapping. The next run reads everybody, because those who do not change have other values by it. */
export async function replaceMapping(tx: Tx, id: number, mapping: FieldMapping): Promise<void> {
  await sql`
    update integrations set mapping = ${JSON.stringify(mapping)}, watermark = null where id = ${id}`.execute(
    tx,
  );
}

/**
 * Moves the place from which the vendor's changes go on, in the transaction that applies what was read up to it. Not
 * where the integration was changed since it was read: what was read was another view of the people.
 */
export async function moveWatermark(
  tx: Tx,
  read: Pick<Integration, "id" | "settings" | "mapping" | "policy">,
  watermark: Watermark,
): Promise<void> {
  await sql`
    update integrations set watermark = ${watermark}
    where id = ${read.id} and settings = ${JSON.stringify(read.settings)}::jsonb
      and mapping = ${JSON.stringify(read.mapping)}::jsonb
      and policy -> 'scope' is not distinct from ${JSON.stringify(read.policy)}::jsonb -> 'scope'`.execute(
    tx,
  );
}
