import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A process of the benchmark, talked with in lines. Its standard error is ours. */
export interface Child {
  write(line: string): void;
  /** Undefined: it has ended. */
  nextLine(): Promise<string | undefined>;
  /** Closes its input, or sends it a signal, and waits until it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts this Node with these arguments; a secret goes by `env` or by a line. */
export function startChild(args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, [...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  // One that has ended says so by its output.
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, "exit");
  return {
    write(line) {
      child.stdin.write(`${line}\n`);
    },
    async nextLine() {
      const line = await lines.next();
      return line.done ? undefined : line.value;
    },
    async end(signal) {
      if (signal) child.kill(signal);
      child.stdin.end();
      await exit;
    },
  };
}
