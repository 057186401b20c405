import type { ErrorKind } from "@muster/connector-sdk";

/** What a command's exit code says. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** The command, an option, a setting or the environment is wrong. */
  usage: 2,
  /** It passes: the vendor, the database or the missing worker; the same command may work later. */
  transient: 3,
  /** The vendor refuses the credentials or what they ask for. */
  auth: 4,
  /** Something waits for a person's decision, or would. */
  held: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_KIND: Readonly<Record<ErrorKind, ExitCode>> = {
  config: EXIT.usage,
  auth: EXIT.auth,
  permission: EXIT.auth,
  rateLimited: EXIT.transient,
  transient: EXIT.transient,
  contract: EXIT.failed,
  bug: EXIT.failed,
};

export function exitOfKind(kind: ErrorKind | null | undefined): ExitCode {
  return kind === null || kind === undefined ? EXIT.failed : BY_KIND[kind];
}
