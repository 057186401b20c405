import { parseArgs } from "node:util";
import { processShell } from "./context/shell.ts";
import { runDemo } from "./demo/run-demo.ts";
import { usageError } from "./errors/command-error.ts";
import { printError, wantsDebug } from "./errors/print-error.ts";

const shell = processShell();

try {
  await runDemo(shell, readOptions());
} catch (error) {
  const style = { json: false, debug: wantsDebug(shell.environment) };
  process.exitCode = printError(shell.output, error, style);
}

function readOptions(): { keep: boolean } {
  try {
    const { values } = parseArgs({ options: { keep: { type: "boolean", default: false } } });
    return values;
  } catch (cause) {
    throw usageError("The demo was given something that it does not know.", {
      code: "usage",
      fix: "Its one option is --keep, which leaves its data to be looked at.",
      cause,
    });
  }
}
