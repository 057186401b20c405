import type { Env } from "@muster/config";
import { type Logger, pino } from "pino";
import type { Shell } from "./shell.ts";

/** Logs to stderr as JSON. `quiet`: only what went wrong, unless LOG_LEVEL says otherwise. */
export function createLog(
  shell: Pick<Shell, "environment" | "logTo">,
  env: Env,
  usual: "quiet" | "talkative",
): Logger {
  const chosen = (shell.environment["LOG_LEVEL"] ?? "") !== "";
  const level = chosen || usual === "talkative" ? env.logLevel : "warn";
  return pino({ level, base: null }, shell.logTo());
}
