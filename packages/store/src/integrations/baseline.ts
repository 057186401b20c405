import type { MappingTarget } from "@muster/connector-sdk";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { Fill } from "../plan/field-fill.ts";

/** What an integration is read by: hashes that differ when a person changed that part of it. */
export interface AppliedConfig {
  settings: string;
  principal: string;
  mapping: string;
  policy: string;
}

/** What the last applied full run established. */
export interface Baseline {
  fill: Fill | null;
  config: AppliedConfig | null;
  /** What it goes by now. */
  currentConfig: AppliedConfig;
}

const CURRENT = sql.raw(`jsonb_build_object('settings', md5(settings::text), 'principal',
  md5(auth_method || ':' || principal), 'mapping', md5(mapping::text), 'policy', md5(policy::text))`);

export async function readBaseline(tx: Tx, integrationId: number): Promise<Baseline | undefined> {
  const { rows } = await sql<Baseline>`
    select last_fill as fill, applied_config as config, ${CURRENT} as "currentConfig"
    from integrations where id = ${integrationId}`.execute(tx);
  return rows[0];
}

/**
 * What the next full run is compared with. `restricted` is null for a read without a certificate: narrower rights do
 * not become the baseline by themselves; neither does a field that is held.
 */
export async function recordBaseline(
  tx: Tx,
  input: {
    integrationId: number;
    runId: number;
    people: number;
    restricted: readonly string[] | null;
    fill: Fill;
    held: readonly MappingTarget[];
  },
): Promise<void> {
  const { integrationId, runId, people, restricted, fill, held } = input;
  // A held field keeps its old share of people.
  await sql`
    update integrations set last_people = ${people},
      last_restricted = coalesce(${restricted}, last_restricted), last_applied_run = ${runId},
      applied_config = ${CURRENT},
      last_fill = ${JSON.stringify(fill)}::jsonb || jsonb_build_object('filled',
        ${JSON.stringify(fill.filled)}::jsonb || coalesce((
          select jsonb_object_agg(k, round((last_fill -> 'filled' ->> k)::numeric * ${fill.people}
            / greatest((last_fill ->> 'people')::numeric, 1)))
          from unnest(${[...held]}::text[]) k where last_fill -> 'filled' ? k), '{}'))
    where id = ${integrationId}`.execute(tx);
}
