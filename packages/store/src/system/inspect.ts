import { sql } from "kysely";
import type { Store } from "../open-store.ts";
import { rolesOf } from "./roles.ts";
import type { Organization } from "./organizations.ts";

/** What the database says of itself, for whoever looks after it. Counts and names of tables, nobody's data. */
export interface Inspection {
  serverVersion: string;
  /** Where the role that sees one organization at a time may do more than it should. */
  roleFaults: string[];
  /** Tables with an organization's rows that row-level security does not guard, or not from their owner. */
  unguardedTables: string[];
  /** Runs under way that nobody leads, though their vendor is not paused. */
  abandonedRuns: number[];
}

/** Looks at the server, the roles, the guard of every table and the runs, across organizations. */
export async function inspectDatabase(store: Store): Promise<Inspection> {
  const { rows: server } = await sql<{ version: string }>`
    select current_setting('server_version') as version`.execute(store.system);
  const { rows: abandoned } = await sql<{ id: number }>`
    select r.id from runs r join integrations i on i.id = r.integration_id
    where not exists (select from vendor_pauses p where p.connector = i.connector and p.ended_at is null)
      and r.state in ('reading', 'planning', 'applying') and not exists (
      select from leases l where l.run_id = r.id and l.lease_until > clock_timestamp())
    order by r.id`.execute(store.system);
  return {
    serverVersion: server[0]?.version ?? "unknown",
    roleFaults: await roleFaults(store),
    unguardedTables: await unguardedTables(store),
    abandonedRuns: abandoned.map((run) => run.id),
  };
}

async function roleFaults(store: Store): Promise<string[]> {
  const { app } = await rolesOf(store.systemPool);
  const { rows } = await sql<{ superuser: boolean; bypass: boolean; owned: number }>`
    select r.rolsuper as superuser, r.rolbypassrls as bypass,
      (select count(*) from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace) as owned
    from pg_roles r where r.rolname = ${app}`.execute(store.system);
  const [role] = rows;
  if (!role) return [`${app} does not exist`];
  return [
    role.superuser && `${app} is a superuser`,
    role.bypass && `${app} may bypass row-level security`,
    role.owned > 0 && `${app} owns ${role.owned} tables`,
  ].filter((fault) => fault !== false);
}

/** Staging is guarded but not from its owner, who fills it by COPY. */
async function unguardedTables(store: Store): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and (c.relname = 'organizations' or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped))
      and not (c.relrowsecurity and (c.relforcerowsecurity or c.relname = 'staging'))
    order by 1`.execute(store.system);
  return rows.map((row) => row.name);
}

export async function listOrganizations(store: Store): Promise<Organization[]> {
  const { rows } = await sql<Organization>`
    select id, slug, name, time_zone as "timeZone" from organizations order by id`.execute(store.system);
  return rows;
}
