import { codeOf, StoreError } from "./errors.ts";

/** PostgreSQL manual, Appendix A, and Node's own codes. */
const REASONS: Readonly<Record<string, string>> = {
  "28P01": "it refused the password",
  "28000": "it does not let this user in",
  "3D000": "it has no database of that name",
  "53300": "it has no connection left",
  "57P03": "it is starting up or shutting down",
  ECONNREFUSED: "nothing listens at that host and port",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ETIMEDOUT: "it did not answer in time",
};

/** A failed connection in a sentence. The URL holds a password and is never shown. */
export function unreachable(cause: unknown): StoreError {
  const code = codeOf(cause) ?? "";
  const reason = REASONS[code] ?? `it could not be reached (${code || "no code"})`;
  return new StoreError(`The database did not let Muster in: ${reason}.`, {
    code: "databaseUnreachable",
    fix: "Check DATABASE_URL (postgres://user:password@host:port/database), or leave it out to use the embedded server.",
    cause,
  });
}
