import { type Kysely, sql } from "kysely";
import type pg from "pg";
import { openKysely, openPool, type Tx } from "./connection.ts";
import { StoreError } from "./errors.ts";
import { passing, withPasses } from "./kill-points.ts";
import { type PoolSockets, poolSockets } from "./sockets.ts";
import { migrationStatus } from "./system/migrate.ts";
import { rolesOf } from "./system/roles.ts";

/** The member store: one pool that sees one organization at a time, one for the few acts that cross them. */
export interface Store {
  connectionString: string;
  /** Runs `work` in one transaction that sees nothing but this organization's rows. */
  forOrganization<T>(orgId: number, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** For `system/` only. */
  systemPool: pg.Pool;
  /** For `system/` only. */
  system: Kysely<unknown>;
  /** Cuts every connection: the database has fallen silent without hanging up. Whatever waits for it fails. */
  cutConnections(): void;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** Name of the run and token, `muster:<run>:<token>`, by which a take-over finds this backend. */
  applicationName?: string;
  /** Stops the statement under way and rolls back. */
  signal?: AbortSignal;
}

export interface StoreOptions {
  connectionString: string;
  /** Connections of each of the two pools. */
  maxConnections?: number;
  /** Told of connections that died while idle. */
  onError?: (error: Error) => void;
}

/** Opens the store on a migrated database. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { connectionString, maxConnections = 10, onError = () => undefined } = options;
  const sockets = poolSockets();
  const pool = { connectionString, max: maxConnections, onError, sockets };
  await refuseUnmigrated(connectionString);
  const systemPool = openPool({ ...pool, applicationName: "muster:system" });
  try {
    const { app } = await rolesOf(systemPool);
    const tenant = openKysely(openPool({ ...pool, applicationName: "muster:tenant", role: app }));
    return assemble(connectionString, systemPool, { tenant, appRole: app, sockets });
  } catch (error) {
    await systemPool.end();
    throw error;
  }
}

function assemble(
  connectionString: string,
  systemPool: pg.Pool,
  { tenant, appRole, sockets }: { tenant: Kysely<unknown>; appRole: string; sockets: PoolSockets },
): Store {
  const system = openKysely(systemPool);
  return {
    connectionString,
    systemPool,
    system,
    forOrganization: async (orgId, work, transaction = {}) => {
      const result = await tenant.transaction().execute(async (tx) => {
        const application = transaction.applicationName ?? "muster:tenant";
        const { rows } = await sql<{ pid: number; role: string }>`
          select set_config('muster.org', ${String(orgId)}, true),
                 set_config('application_name', ${application}, true),
                 pg_backend_pid() as pid, current_user as role`.execute(tx);
        const [backend] = rows;
        // Whatever pooler or setting took the role away: without it row-level security may not hold.
        if (backend?.role !== appRole) throw wrongRole(appRole);
        return cancellable(system, backend.pid, transaction.signal, () => work(withPasses(tx, orgId)));
      });
      await passing("committed", orgId);
      return result;
    },
    cutConnections: () => void sockets.cut(),
    async close() {
      await Promise.all([tenant.destroy(), system.destroy()]);
      // Kysely leaves a pool open that it was never asked for a statement on, and its idle connections keep the
      // process alive for half a minute.
      if (!systemPool.ending) await systemPool.end();
    },
  };
}

function wrongRole(appRole: string): StoreError {
  return new StoreError(`The database did not let Muster act as its role ${appRole}.`, {
    code: "wrongRole",
    fix: "Connect without a pooler in transaction mode, and run `muster db migrate` as this DATABASE_URL's user.",
  });
}

/** While `work` runs, the signal cancels whatever statement its backend is executing. */
async function cancellable<T>(
  system: Kysely<unknown>,
  pid: number,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  signal.throwIfAborted();
  let cancelled: Promise<unknown> | undefined;
  const cancel = (): void => {
    cancelled = sql`select pg_cancel_backend(${pid})`.execute(system).catch(() => undefined);
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const result = await work();
    signal.throwIfAborted();
    return result;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", cancel);
    // Later it would meet whoever has the connection next.
    await cancelled;
  }
}

async function refuseUnmigrated(connectionString: string): Promise<void> {
  const missing = (await migrationStatus(connectionString)).filter((migration) => !migration.applied);
  if (missing.length === 0) return;
  throw new StoreError(`The database lacks ${missing.length} migrations of this version.`, {
    code: "notMigrated",
    fix: "Run `muster db migrate` with the same DATABASE_URL.",
  });
}
