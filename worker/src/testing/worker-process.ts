import { openMuster, parseEnv } from "@muster/config";
import type { EngineLog } from "@muster/sync";
import { runUntilSignal } from "../run-until-signal.ts";
import { startWorker, type WorkerOptions } from "../start-worker.ts";

// A worker in a process of its own, on the world that its environment describes. Its output is its id and then its
// log; the end of its input is the end of whoever made it.
process.stdin.on("close", () => process.exit(3)).resume();

const skewMs = Number(process.env["CLOCK_SKEW_MS"] ?? 0);
if (skewMs !== 0) globalThis.Date = skewedDate(skewMs);

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const log: EngineLog = {
  info: (details, message) => print({ level: "info", message, ...details }),
  error: (details, message) => print({ level: "error", message, ...details }),
};

// Of the options those that a test gives in place of the defaults.
const options = JSON.parse(process.env["WORKER_OPTIONS"] ?? "{}") as Partial<WorkerOptions>;
const muster = await openMuster(parseEnv(process.env), {
  log,
  maxConnections: 10 + (options.concurrency ?? 0),
});
const worker = await startWorker(muster, { log, ...options });
print({ ready: worker.id });
try {
  await runUntilSignal(worker, log);
} catch (error) {
  print({ failed: (error as { code?: unknown }).code });
  process.exit(1);
}
await muster.close();
process.exit(0);

/** A clock of this process that is wrong; timers go on by the right one, as they do in a process whose clock is set. */
function skewedDate(ms: number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, values: unknown[]): Date =>
      values.length === 0 ? new target(target.now() + ms) : (Reflect.construct(target, values) as Date),
    get: (target, key): unknown => (key === "now" ? () => target.now() + ms : Reflect.get(target, key)),
  });
}
