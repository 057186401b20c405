import { parseArgs } from "node:util";
import { processShell } from "./context/shell.ts";
import { usageError } from "./errors/command-error.ts";
import { printError, wantsDebug } from "./errors/print-error.ts";
import { PNPM } from "./demo/pnpm.ts";
import { SIGN_INS } from "./new-connector/sign-in.ts";
import { writePackage } from "./new-connector/write-package.ts";

const shell = processShell();

const HELP = `Usage: new:connector ID [--auth ${Object.keys(SIGN_INS).join("|")}]

Writes the package connectors/ID: a connector, a simulated vendor and the contract test, for an API that nobody has.
docs/writing-a-connector.md leads from there to a connector that works.`;

try {
  const { values, positionals } = readArguments();
  const [id, ...others] = positionals;
  if (values.help) shell.output.line(HELP);
  else if (id === undefined || others.length > 0) throw usage();
  else {
    const files = await writePackage({ root: process.cwd(), id, auth: values.auth });
    for (const file of files) shell.output.line(file);
    shell.output.note(
      `Next: ${PNPM} install, ${PNPM} format, and ${PNPM} vitest run connectors/${id}, which names what to fill in.`,
    );
  }
} catch (error) {
  const style = { json: false, debug: wantsDebug(shell.environment) };
  process.exitCode = printError(shell.output, error, style);
}

function readArguments(): { values: { auth: string; help: boolean }; positionals: string[] } {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        auth: { type: "string", default: "apiKey" },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
  } catch (cause) {
    throw usage(cause);
  }
}

function usage(cause?: unknown): Error {
  return usageError("It takes one id, such as acme, and --auth.", {
    code: "usage",
    fix: "Try --help.",
    cause,
  });
}
