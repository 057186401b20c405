import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { type Lease, leaseEnd } from "./lease.ts";
import { hasEnded, isUnderWay, RUN_COLUMNS, type RunRecord } from "./run-record.ts";

/**
 * - `claimed`: this worker writes for the run now
 * - `ended`, `stale`: nothing to do; the run is over, or a newer token is at it
 * - `busy`: another worker holds a live lease
 * - `waiting`: another run of the integration is under way; whoever ends it wakes this one
 */
export type Claim =
  | { outcome: "claimed"; lease: Lease; run: RunRecord }
  | { outcome: "ended" | "stale" | "busy" | "waiting" };

export interface ClaimInput {
  runId: number;
  /** The token that the job was made with; null takes the run whatever its token, as `--inline` does. */
  token: number | null;
  worker: string;
  /** The organization's day, frozen at the first claim. */
  asOf: string;
  now: Date;
}

/** Takes the lease of a run that is queued, or whose worker let go of it. */
export async function claimRun(tx: Tx, input: ClaimInput): Promise<Claim> {
  const { rows } = await sql<RunRecord>`
    select ${RUN_COLUMNS} from runs r where r.id = ${input.runId} for update`.execute(tx);
  const run = rows[0];
  if (!run || hasEnded(run.state)) return { outcome: "ended" };
  if (input.token !== null && run.token !== input.token) return { outcome: "stale" };
  if (isUnderWay(run.state) && (await isLeased(tx, run.id))) return { outcome: "busy" };
  if (run.state === "queued" && (await anotherUnderWay(tx, run))) return { outcome: "waiting" };
  return take(tx, input, run);
}

async function take(tx: Tx, input: ClaimInput, run: RunRecord): Promise<Claim> {
  const { rows } = await sql<RunRecord>`
    update runs r set token = token + 1, state = case state when 'queued' then 'reading' else state end,
      started_at = coalesce(started_at, ${input.now}), as_of = coalesce(as_of, ${input.asOf}::date)
    where r.id = ${run.id} returning ${RUN_COLUMNS}`.execute(tx);
  const taken = rows[0] ?? run;
  await sql`
    insert into leases (run_id, org_id, token, worker, lease_until)
    values (${taken.id}, ${taken.orgId}, ${taken.token}, ${input.worker}, ${leaseEnd()})
    on conflict (run_id) do update
      set token = excluded.token, worker = excluded.worker, lease_until = excluded.lease_until`.execute(tx);
  return {
    outcome: "claimed",
    run: taken,
    lease: { runId: taken.id, orgId: taken.orgId, token: taken.token },
  };
}

/** Whether somebody leads the run right now. */
export async function isLeased(tx: Tx, runId: number): Promise<boolean> {
  const { rows } = await sql`
    select from leases where run_id = ${runId} and lease_until > clock_timestamp()`.execute(tx);
  return rows.length > 0;
}

/** Under the integration's row lock, so that two queued runs of one integration do not both begin. */
async function anotherUnderWay(tx: Tx, run: RunRecord): Promise<boolean> {
  await sql`select from integrations where id = ${run.integrationId} for update`.execute(tx);
  const { rows } = await sql`
    select from runs where integration_id = ${run.integrationId} and id <> ${run.id}
      and state in ('reading', 'planning', 'applying')`.execute(tx);
  return rows.length > 0;
}
