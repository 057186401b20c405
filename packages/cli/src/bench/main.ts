import { processShell } from "../context/shell.ts";
import { printError, wantsDebug } from "../errors/print-error.ts";
import { HELP, parseOptions } from "./options.ts";
import { runBench } from "./run-bench.ts";

const shell = processShell();
try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) shell.output.line(HELP);
  else await runBench(shell, options);
} catch (error) {
  process.exitCode = printError(shell.output, error, { json: false, debug: wantsDebug(shell.environment) });
}
