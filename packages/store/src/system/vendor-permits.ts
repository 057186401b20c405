import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { errorFacts } from "../error-facts.ts";
import { givePermits, type PermitWindow, usableForMs } from "../limits/permits.ts";
import type { Tx } from "../connection.ts";
import type { Store } from "../open-store.ts";

/** The limits of vendor accounts, shared by every process of this database. */
export interface VendorPermits {
  /**
   * Resolves when one request of the account may go out, which must then be at once. Rejects with the signal's reason,
   * and with nothing else: where the database cannot be asked, the limits of each process alone have to do.
   */
  permit(account: string, windows: readonly PermitWindow[], signal: AbortSignal): Promise<void>;
  /** The vendor refuses everything of the account for this long. */
  rest(account: string, ms: number): void;
}

interface Queue {
  /** What lets each of them go. */
  waiting: (() => void)[];
  /** Ends the pause before the next statement: nobody waits any more. */
  empty: AbortController;
}

interface Log {
  error(details: object, message: string): void;
}

/** Blocks in a row that may come too late to be used; the next one is used all the same. */
const MOST_LATE = 3;

/**
 * Whoever waits in this process for the same account is served by one statement: a block, of as many permits as there
 * are requests that would go out now, and at most a second's.
 */
export function vendorPermits(store: Store, log: Log): VendorPermits {
  const queues = new Map<string, Queue>();
  return {
    permit: (account, windows, signal) =>
      new Promise((granted, failed) => {
        signal.throwIfAborted();
        const known = queues.get(account);
        const queue = known ?? { waiting: [], empty: new AbortController() };
        const go = (): void => {
          signal.removeEventListener("abort", onAbort);
          granted();
        };
        const onAbort = (): void => {
          queue.waiting.splice(queue.waiting.indexOf(go), 1);
          if (queue.waiting.length === 0) queue.empty.abort();
          failed(signal.reason);
        };
        signal.addEventListener("abort", onAbort, { once: true });
        queue.waiting.push(go);
        if (known) return;
        queues.set(account, queue);
        void serve(
          queue,
          (wanted) => take(store, log, { account, windows, wanted }),
          windows,
          () => queues.delete(account),
        );
      }),
    rest: (account, ms) => {
      rest(store, account, ms).catch((error: unknown) =>
        log.error(errorFacts(error), "a vendor's rest could not be shared"),
      );
    },
  };
}

/** Until nobody waits; `onEmpty` is called in the same turn, so that nobody joins a queue that is served no more. */
async function serve(
  queue: Queue,
  ask: (wanted: number) => Promise<Taken>,
  windows: readonly PermitWindow[],
  onEmpty: () => void,
): Promise<void> {
  const { waiting } = queue;
  let late = 0;
  while (waiting.length > 0) {
    const asked = performance.now();
    const { granted, waitMs } = await ask(Math.min(waiting.length, aSecondOf(windows)));
    // Permits that are used too late fall into a window that they were not counted for.
    const tooLate = performance.now() - asked > usableForMs(windows);
    late = tooLate && granted > 0 ? late + 1 : 0;
    if (late === 0 || late > MOST_LATE) for (const go of waiting.splice(0, granted)) go();
    if (waiting.length === 0 || waitMs === 0) continue;
    queue.empty = new AbortController();
    await delay(waitMs, undefined, { signal: queue.empty.signal }).catch(() => undefined);
  }
  onEmpty();
}

function aSecondOf(windows: readonly PermitWindow[]): number {
  return Math.max(1, Math.floor(Math.min(...windows.map(({ requests, seconds }) => requests / seconds))));
}

interface Taken {
  granted: number;
  waitMs: number;
}

/** Takes up to `wanted` permits, by the database's clock. */
async function take(
  store: Store,
  log: Log,
  input: { account: string; windows: readonly PermitWindow[]; wanted: number },
): Promise<Taken> {
  try {
    return await store.system.transaction().execute((tx) => takeIn(tx, input));
  } catch (error) {
    log.error(errorFacts(error), "a vendor's limit could not be shared");
    return { granted: input.wanted, waitMs: 0 };
  }
}

async function takeIn(
  tx: Tx,
  { account, windows, wanted }: { account: string; windows: readonly PermitWindow[]; wanted: number },
): Promise<Taken> {
  await sql`select set_config('synchronous_commit', 'off', true)`.execute(tx);
  // Makes the row, or locks it: with the lock comes whatever others have taken until now.
  const { rows } = await sql<{ given: [number, number][]; nowMs: number; restMs: number }>`
    insert into vendor_limits as l (account) values (${account})
    on conflict (account) do update set account = excluded.account
    returning l.given, extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs",
      coalesce(extract(epoch from l.rests_until - clock_timestamp())::float8 * 1000, 0) as "restMs"`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return { granted: wanted, waitMs: 0 };
  if (row.restMs > 0) return { granted: 0, waitMs: Math.ceil(row.restMs) };
  const { granted, waitMs, given } = givePermits(row.given, { windows, wanted, nowMs: row.nowMs });
  if (granted > 0) {
    await sql`update vendor_limits set given = ${JSON.stringify(given)} where account = ${account}`.execute(
      tx,
    );
  }
  return { granted, waitMs };
}

async function rest(store: Store, account: string, ms: number): Promise<void> {
  await sql`
    insert into vendor_limits as l (account, rests_until)
    values (${account}, clock_timestamp() + make_interval(secs => ${ms / 1000}))
    on conflict (account) do update set rests_until = greatest(l.rests_until, excluded.rests_until)`.execute(
    store.system,
  );
}
