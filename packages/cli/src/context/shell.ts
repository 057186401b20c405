import { constants } from "node:os";
import { type DestinationStream, pino } from "pino";
import { CommandError } from "../errors/command-error.ts";
import { EXIT, type ExitCode } from "../errors/exit-codes.ts";
import { createOutput, type Output } from "../output/output.ts";

/** What a command has of the process that it runs in. */
export interface Shell {
  environment: Readonly<Record<string, string | undefined>>;
  output: Output;
  /** Where the log's lines go. */
  logTo(): DestinationStream;
  /** Somebody sits at the terminal and can be asked. */
  interactive: boolean;
  /**
   * Aborts at SIGTERM and SIGINT; one more a second later ends the process. A command that never asks for it is ended by
   * the first, because it has nothing to put in order.
   */
  stopSignal(): AbortSignal;
  /** How the process ends, once it has nothing left to do: what is being written to a pipe has to get out. */
  settle(exit: ExitCode): void;
}

export function processShell(): Shell {
  let stop: AbortController | undefined;
  return {
    environment: process.env,
    output: createOutput(process.stdout, process.stderr),
    logTo: () => pino.destination({ dest: 2, sync: true }),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    stopSignal() {
      if (!stop) {
        stop = new AbortController();
        abortAtSignals(stop);
      }
      return stop.signal;
    },
    settle(exit) {
      process.exitCode = exit;
    },
  };
}

// One Ctrl-C comes twice where a parent such as npx or timeout passes on what the terminal sent to all.
const ECHO_MS = 1_000;

function abortAtSignals(stop: AbortController): void {
  let first: number | undefined;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      first ??= performance.now();
      if (performance.now() - first > ECHO_MS) process.exit(128 + constants.signals[signal]);
      stop.abort(stopped(signal));
    });
  }
}

function stopped(signal: string): CommandError {
  return new CommandError(`Stopped by ${signal}.`, {
    code: "stopped",
    fix: "Nothing to do: what was finished is kept.",
    exit: EXIT.failed,
  });
}

/** Resolves when the signal aborts. */
export async function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
