import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { World } from "./world.ts";

export interface WorkerProcess {
  /** The worker's id. */
  id: string;
  /** Its log so far. */
  lines: string[];
  /** What it wrote to its standard error. */
  errors: string[];
  kill(signal: NodeJS.Signals): void;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a worker in a process of its own; whoever starts it kills it. Resolves when it is ready. */
export async function startWorkerProcess(
  { environment }: Pick<World, "environment">,
  own: Record<string, string> = {},
): Promise<WorkerProcess> {
  const script = fileURLToPath(new URL("./worker-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env["PATH"], ...environment, ...own },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const exited = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const lines: string[] = [];
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
  const ready = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    const [, id] = /^\{"ready":"(.+)"\}$/.exec(line) ?? [];
    if (id !== undefined) ready.resolve(id);
  });
  void exited.then(() =>
    ready.reject(new Error(`the worker ended before it was ready: ${[...lines, ...errors].join("\n")}`)),
  );
  return { id: await ready.promise, lines, errors, kill: (signal) => void child.kill(signal), exited };
}
