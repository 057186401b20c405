import { createInterface } from "node:readline/promises";
import { CommandError, usageError } from "../errors/command-error.ts";
import { EXIT } from "../errors/exit-codes.ts";
import type { Context } from "./action.ts";

/** Asks before something that is hard to take back; --yes has answered already. */
export async function confirm(context: Context, question: string): Promise<void> {
  if (context.options.yes) return;
  if (!context.interactive) {
    throw usageError(`${question} Nobody is at the terminal to say so.`, {
      code: "notConfirmed",
      fix: "Give --yes if it is meant.",
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new CommandError("Nothing was done.", {
    code: "declined",
    fix: "Nothing to do.",
    exit: EXIT.failed,
  });
}
