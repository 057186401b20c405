import { type Kysely, sql } from "kysely";
import type { Store } from "../open-store.ts";
import { applicationName } from "../runs/lease.ts";

/** How long an ended backend may take to go. */
const GONE_WITHIN_MS = 5_000;

/**
 * Ends the backends that work for a run under a token, by the name they carry, and waits until they have let go of
 * their rows: no timeout ends a COPY whose client is frozen. Of this database only: a neighbour on the same server
 * counts its runs from 1, too.
 */
export async function endBackends(
  system: Kysely<unknown>,
  run: { runId: number; token: number },
): Promise<void> {
  await sql`
    select pg_terminate_backend(pid, ${GONE_WITHIN_MS}) from pg_stat_activity
    where datname = current_database() and application_name = ${applicationName(run)}
      and pid <> pg_backend_pid()`.execute(system);
}

/** Stops whatever a run is doing in the database under a token; what it had not committed rolls back. */
export async function stopStatements(store: Store, run: { runId: number; token: number }): Promise<void> {
  await endBackends(store.system, run);
}
