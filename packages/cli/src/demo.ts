import { parseArgs } from "node:util";
import { processShell } from "./context/shell.ts";
import { runDemo } from "./demo/run-demo.ts";
import { usageError } from "./errors/command-error.ts";
import { printError, wantsDebug } from "./errors/print-error.ts";

const shell = processShell();

const HELP = `Usage: demo [--keep]

One organization, a simulated BambooHR with 250 people, and a month of its life: connect, test, map, sync; then 60
people vanish and are held. Nothing of it is left.

  --keep  leave its data to be looked at, and say how`;

try {
  const { help, keep } = readOptions();
  if (help) shell.output.line(HELP);
  else await runDemo(shell, { keep });
} catch (error) {
  const style = { json: false, debug: wantsDebug(shell.environment) };
  process.exitCode = printError(shell.output, error, style);
}

function readOptions(): { keep: boolean; help: boolean } {
  try {
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { keep: flag, help: { ...flag, short: "h" } } }).values;
  } catch (cause) {
    throw usageError("The demo was given something that it does not know.", {
      code: "usage",
      fix: "Its one option is --keep, which leaves its data to be looked at.",
      cause,
    });
  }
}
