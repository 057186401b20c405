import type { EngineLog } from "@muster/sync";
import { Logger } from "graphile-worker";

/**
 * graphile-worker's warnings and errors in our log. What it says besides the message holds payloads and whole
 * errors, and stays out; its chatter about every job stays out too, because a run's end is logged where it ends.
 */
export function queueLogger(log: EngineLog): Logger {
  return new Logger(() => (level, message) => {
    if (level === "error" || level === "warning") log.error({ from: "graphile-worker", level }, message);
  });
}
