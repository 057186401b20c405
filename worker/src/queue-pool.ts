import { setTimeout as delay } from "node:timers/promises";
import type { poolSockets } from "@muster/store";
import pg from "pg";

/** How long a statement that must not be lost is tried again. */
const PATIENCE_MS = 60_000;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Statements that do no harm when sent twice: a deletion by id, and an update of jobs that this pool holds. */
const SENT_AGAIN = /^(complete|fail)_jobs?\//;

export interface QueuePoolOptions {
  connectionString: string;
  max: number;
  /** Told of connections that died. */
  onError: (error: Error) => void;
  /** Ends the patience. */
  signal: AbortSignal;
  sockets?: Pick<ReturnType<typeof poolSockets>, "stream">;
}

type ConnectCallback = Parameters<pg.Pool["connect"]>[0];

/**
 * The connections of the queue. graphile-worker gives up as a whole if it cannot tell that one job is done, and
 * tries that only once; so here a connection is waited for, and a completion whose connection died is sent again.
 */
class QueuePool extends pg.Pool {
  readonly #signal: AbortSignal;

  constructor(config: pg.PoolConfig, signal: AbortSignal) {
    super(config);
    this.#signal = signal;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
    // With a callback it is the listener or the schedule: they come back by themselves.
    if (callback) return super.connect(callback);
    const connect = (): Promise<pg.PoolClient> => persist(() => super.connect(), this.#signal);
    return connect().then((client) => persistentClient(client, connect, this.#signal));
  }
}

/** A pool for the queue alone: whoever works on jobs has others. */
export function openQueuePool(options: QueuePoolOptions): pg.Pool {
  const pool = new QueuePool(
    {
      connectionString: options.connectionString,
      max: options.max,
      application_name: "muster:queue",
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      statement_timeout: 30_000,
      keepAlive: true,
      ...(options.sockets && { stream: options.sockets.stream }),
    },
    options.signal,
  );
  pool.on("error", options.onError);
  pool.on("connect", (client) => client.on("error", options.onError));
  return pool;
}

/** A client whose completions go on over another connection when its own is lost. */
function persistentClient(
  first: pg.PoolClient,
  connect: () => Promise<pg.PoolClient>,
  signal: AbortSignal,
): pg.PoolClient {
  let client: pg.PoolClient | undefined = first;
  const query = async (what: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> => {
    const send = async (): Promise<pg.QueryResult> => {
      client ??= await connect();
      return client.query(what, values);
    };
    if (typeof what === "string" || !SENT_AGAIN.test(what.name ?? "")) return send();
    return persist(send, signal, () => {
      client?.release(true);
      client = undefined;
    });
  };
  const release = (error?: Error | boolean): void => {
    client?.release(error);
    client = undefined;
  };
  return new Proxy(first, {
    get: (target, key): unknown => {
      if (key === "query") return query;
      return key === "release" ? release : Reflect.get(target, key);
    },
  });
}

/** Tries again, slower each time, until it works, the signal comes or the patience is over. */
async function persist<T>(act: () => Promise<T>, signal: AbortSignal, onFailure?: () => void): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await act();
    } catch (error) {
      onFailure?.();
      if (signal.aborted || performance.now() > until) throw error;
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
