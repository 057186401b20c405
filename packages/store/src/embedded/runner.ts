import { execFile, type SpawnOptions } from "node:child_process";
import { promisify } from "node:util";

/**
 * How a program of Postgres is started, which refuses to run as root:
 * - `plain`: as ourselves
 * - `unshare`: in a user namespace where root is seen as a plain user. Files stay root's
 * - `user`: as another user; for root only
 */
export type Runner = { kind: "plain" } | { kind: "unshare" } | { kind: "user"; uid: number; gid: number };

/** The unprivileged user of every Linux. */
export const NOBODY = 65534;

const UNSHARE = ["--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--"];

/** What to hand to `spawn` to start `program` by this runner in the folder `cwd`. */
export function launchOf(
  runner: Runner,
  program: string,
  args: readonly string[],
  cwd: string,
): { file: string; args: string[]; options: SpawnOptions } {
  // Nothing of our environment: PGOPTIONS or LD_LIBRARY_PATH would change the server, secrets do not belong there.
  const options = { cwd, env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } };
  if (runner.kind === "unshare") return { file: "unshare", args: [...UNSHARE, program, ...args], options };
  if (runner.kind === "user") {
    return { file: program, args: [...args], options: { ...options, uid: runner.uid, gid: runner.gid } };
  }
  return { file: program, args: [...args], options };
}

/**
 * Runs a program to its end. Returns what it wrote to stderr if it failed, or undefined. `EACCES` and the like of
 * the start itself count as failed too.
 */
export async function runToEnd(
  runner: Runner,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ stderr: string; cause: unknown } | undefined> {
  const launch = launchOf(runner, program, args, cwd);
  try {
    await promisify(execFile)(launch.file, launch.args, {
      ...launch.options,
      encoding: "utf8",
      timeout: 120_000,
    });
    return undefined;
  } catch (cause) {
    const stderr = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : "";
    return { stderr: stderr.trim() || messageOf(cause), cause };
  }
}

/**
 * Tries whether `postgres` starts by this runner and sees `folder`. Returns why not, or undefined. Root in a user
 * namespace has lost its right to pass by other people's folders, so both have to be tried.
 */
export async function whyNot(runner: Runner, postgres: string, folder: string): Promise<string | undefined> {
  const script = 'cd -- "$1" && exec "$2" --version';
  const failure = await runToEnd(runner, "/bin/sh", ["-c", script, "sh", folder, postgres], "/");
  return failure && reasonIn(failure.stderr);
}

/** The line of a program's output that says what went wrong, for a message. */
export function reasonIn(output: string): string {
  const lines = output.trimEnd().split("\n");
  const line = lines.findLast((text) => /\b(FATAL|PANIC|error):/.test(text)) ?? lines.at(-1);
  // Without time and process number, which Postgres puts first.
  return line?.replace(/^.*\b(?=FATAL:|PANIC:)/, "").trim() ?? "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
