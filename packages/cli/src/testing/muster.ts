import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { createOutput } from "../output/output.ts";
import { run } from "../program.ts";

const BIN = fileURLToPath(new URL("../bin.ts", import.meta.url));
/** A command that has ended. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** Runs the command line to its end, as a process of its own. */
export async function muster(args: readonly string[], env: Environment = {}, input = ""): Promise<Ran> {
  const child = start(args, env);
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/**
 * Runs the command line to its end in the test's own process: the same code, without the second that a process takes
 * to load it. For a test that is about neither signals, nor stdin, nor what a process leaves behind.
 */
export async function musterHere(args: readonly string[], env: Environment): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  let code: number | null = null;
  await run(args, {
    environment: env,
    output: createOutput(stdout, stderr),
    logTo: () => stderr,
    interactive: false,
    stopSignal: () => new AbortController().signal,
    settle: (exit) => {
      code = exit;
    },
  });
  stdout.end();
  stderr.end();
  const [data, notes] = await said;
  return { code, stdout: data, stderr: notes };
}

/** The values of a command's JSON lines. */
export function jsonOf<T = Record<string, unknown>>({ stdout }: Pick<Ran, "stdout">): T[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** The last line on stderr. */
export function lastNote({ stderr }: Ran): string {
  return stderr.trimEnd().split("\n").at(-1) ?? "";
}

/** A command that runs until it is told to stop; the end of the test stops it, too. */
export interface Running {
  child: ChildProcessWithoutNullStreams;
  /** The next line of stdout. */
  nextLine(): Promise<string>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  ended: Promise<Ran>;
}

export function startMuster(args: readonly string[], env: Environment = {}): Running {
  const child = start(args, env);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const stderr = text(child.stderr);
  const exited = once(child, "exit") as Promise<[number | null]>;
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> => {
    child.kill(signal);
    return (await exited)[0];
  };
  onTestFinished(async () => {
    await stop("SIGKILL");
  });
  return {
    child,
    nextLine: async () => String((await lines.next()).value),
    stop,
    ended: exited.then(async ([code]) => {
      const rest: string[] = [];
      for (let next = await lines.next(); !next.done; next = await lines.next()) rest.push(next.value);
      return { code, stdout: rest.join("\n"), stderr: await stderr };
    }),
  };
}

function start(args: readonly string[], env: Environment): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [BIN, ...args], {
    cwd: tmpdir(),
    // Nothing of the environment in which the tests were started.
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: tmpdir(),
      ...env,
    },
  });
}
