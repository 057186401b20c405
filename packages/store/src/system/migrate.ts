import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { migrationsFolder } from "@muster/migrations";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { StoreError } from "../errors.ts";
import { unreachable } from "../unreachable.ts";
import { ensureRoles, type Roles, rolesOf } from "./roles.ts";

/** A migration and whether the database has it. */
export interface MigrationStatus {
  number: number;
  name: string;
  applied: boolean;
}

interface Migration {
  number: number;
  name: string;
  text: string;
  checksum: string;
}

/** Any number of ours; two processes that migrate at once take turns. */
const LOCK = 7_105_001;
const OLDEST_SERVER = 150_000;

/** Brings the database to this version's schema, graphile-worker's included. Each file in a transaction of its own. */
export async function migrate(connectionString: string): Promise<MigrationStatus[]> {
  const client = await connect(connectionString);
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await refuseOldServers(client);
    const roles = await rolesOf(client);
    await ensureRoles(client, roles);
    await client.query(
      `create table if not exists schema_migrations (
         number integer primary key, name text not null, checksum text not null,
         applied_at timestamptz not null default now())`,
    );
    const files = await readMigrations();
    const known = await appliedChecksums(client);
    refuseForeignHistory(files, known);
    for (const file of files) if (!known.has(file.number)) await applyOne(client, file, roles);
    await runMigrations({ connectionString });
    return files.map(({ number, name }) => ({ number, name, applied: true }));
  } finally {
    await client.end();
  }
}

/** Which migrations the database has; changes nothing. */
export async function migrationStatus(connectionString: string): Promise<MigrationStatus[]> {
  const client = await connect(connectionString);
  try {
    const files = await readMigrations();
    const { rows } = await client.query<{ there: boolean }>(
      "select to_regclass('schema_migrations') is not null as there",
    );
    const known = rows[0]?.there ? await appliedChecksums(client) : new Map<number, string>();
    refuseForeignHistory(files, known);
    return files.map(({ number, name }) => ({ number, name, applied: known.has(number) }));
  } finally {
    await client.end();
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    application_name: "muster:migrate",
    connectionTimeoutMillis: 10_000,
  });
  // Cut while a statement runs, that statement fails; with nobody listening the process would end as well.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw unreachable(cause);
  }
}

/** Throws StoreError serverTooOld. */
export async function refuseOldServers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: number }>(
    "select current_setting('server_version') as version, current_setting('server_version_num')::integer as number",
  );
  if ((rows[0]?.number ?? 0) < OLDEST_SERVER) {
    throw new StoreError(`The server is Postgres ${rows[0]?.version}; Muster needs 15 or newer.`, {
      code: "serverTooOld",
      fix: "Point DATABASE_URL at Postgres 15 or newer, or leave it out to use the embedded server.",
    });
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(migrationsFolder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(new URL(file, migrationsFolder), "utf8");
      const checksum = createHash("sha256").update(text).digest("hex");
      return { number: Number(file.slice(0, 4)), name: file.slice(5, -4), text, checksum };
    }),
  );
}

async function appliedChecksums(client: pg.Client): Promise<Map<number, string>> {
  const { rows } = await client.query<{ number: number; checksum: string }>(
    "select number, checksum from schema_migrations",
  );
  return new Map(rows.map((row) => [row.number, row.checksum]));
}

function refuseForeignHistory(files: readonly Migration[], known: ReadonlyMap<number, string>): void {
  const newest = files.at(-1)?.number ?? 0;
  const ahead = [...known.keys()].find((number) => number > newest);
  if (ahead !== undefined) {
    throw new StoreError(
      `The database is ahead: it has migration ${ahead}, this version ends with ${newest}.`,
      {
        code: "schemaAhead",
        fix: "Run a version of Muster that is at least as new as the one that migrated this database.",
      },
    );
  }
  const changed = files.find((file) => known.has(file.number) && known.get(file.number) !== file.checksum);
  if (changed) {
    throw new StoreError(
      `Migration ${changed.number} (${changed.name}) is not the one the database has applied.`,
      {
        code: "migrationChanged",
        fix: "Restore the migration file as it was; a correction is a new migration.",
      },
    );
  }
}

async function applyOne(client: pg.Client, migration: Migration, roles: Roles): Promise<void> {
  const text = migration.text
    .replaceAll("{{app_role}}", roles.app)
    .replaceAll("{{system_role}}", roles.system);
  try {
    await client.query("begin");
    await client.query(text);
    await client.query("insert into schema_migrations (number, name, checksum) values ($1, $2, $3)", [
      migration.number,
      migration.name,
      migration.checksum,
    ]);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback").catch(() => undefined);
    throw new StoreError(
      `Migration ${migration.number} (${migration.name}) failed; nothing of it was kept.`,
      {
        code: "migrationFailed",
        fix: "Mend what the database says below, then run `muster db migrate` again: it goes on with this migration.",
        cause,
      },
    );
  }
}
