import type { ErrorKind } from "./errors.ts";

/** One named check of Test connection. */
export interface Check {
  /** Stable: `reachable`, `signedIn`, `listsPeople`, `seesLeavers`, … */
  id: string;
  label: string;
  outcome: "pass" | "warn" | "fail";
  /** What was seen, for the admin. No personal data. */
  detail: string;
  /** What to do about it, unless it passed. */
  fix?: string;
  /** Of the error that failed it, where an error did. */
  kind?: ErrorKind;
}
