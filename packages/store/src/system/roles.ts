import { hash } from "node:crypto";
import type pg from "pg";

/** The roles of one database. Roles are cluster-wide, so their names come from the database's. */
export interface Roles {
  /** What every statement for an organization runs as: under row-level security, owner of nothing. */
  app: string;
  /** Whose policies let the few statements across organizations through. */
  system: string;
}

/** Postgres cuts identifiers at 63 bytes; two long database names must not end up with one role. */
const LONGEST_DATABASE = 63 - "muster_system_".length;

/** The role names of the database that the client is connected to. */
export async function rolesOf(client: pg.ClientBase | pg.Pool): Promise<Roles> {
  const { rows } = await client.query<{ name: string }>("select current_database() as name");
  return rolesNamed(rows[0]?.name ?? "");
}

/** The role names of the database of that name. */
export function rolesNamed(database: string): Roles {
  const suffix = roleSuffix(database);
  return { app: `muster_app_${suffix}`, system: `muster_system_${suffix}` };
}

/** The database's name where it can stand in an identifier as it is, else a readable part of it and its hash. */
function roleSuffix(database: string): string {
  if (/^[a-z0-9_]+$/.test(database) && database.length <= LONGEST_DATABASE) return database;
  const readable = database
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, 24);
  return `${readable}_${hash("sha256", database, "hex").slice(0, 12)}`;
}

/** Creates both roles where they are missing and lets the current user act as them. */
export async function ensureRoles(client: pg.ClientBase, roles: Roles): Promise<void> {
  for (const role of [roles.app, roles.system]) {
    const { rowCount } = await client.query("select from pg_roles where rolname = $1", [role]);
    if (!rowCount) await client.query(`create role ${role} nologin`);
    // The creator of a role may not act as it until it is granted (Postgres 16 and newer).
    await client.query(`grant ${role} to current_user`);
  }
  await client.query(`grant usage on schema public to ${roles.app}`);
}
