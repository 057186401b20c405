import { EXIT, type ExitCode } from "./exit-codes.ts";

/** What the command line itself has to say against a command. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: string;
  readonly fix: string;
  readonly exit: ExitCode;

  constructor(message: string, options: { code: string; fix: string; exit: ExitCode; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.fix = options.fix;
    this.exit = options.exit;
  }
}

/** The command was not understood, or names what is not there. */
export function usageError(
  message: string,
  options: { code: string; fix: string; cause?: unknown },
): CommandError {
  return new CommandError(message, { ...options, exit: EXIT.usage });
}
