import { CommandError } from "../errors/command-error.ts";
import { EXIT } from "../errors/exit-codes.ts";

/** Checks a promise of the demo; one that is broken ends it. */
export function assure(kept: boolean, promise: string): asserts kept {
  if (kept) return;
  throw demoError(`The demo checks itself, and this did not hold: ${promise}.`, {
    code: "demoPromiseBroken",
    fix: "This is a bug of Muster or of the simulator; run the demo again with LOG_LEVEL=info for its log.",
  });
}

export function demoError(
  message: string,
  options: { code: string; fix: string; cause?: unknown },
): CommandError {
  return new CommandError(message, { ...options, exit: EXIT.failed });
}
