import type { Check, ConnectorError, ErrorKind } from "@muster/connector-sdk";

const SIGNED_IN = { id: "signedIn", label: "Signed in" };
const REACHABLE = { id: "reachable", label: "The vendor answers" };

const CHECK_OF_KIND: Readonly<Record<Exclude<ErrorKind, "bug">, { id: string; label: string }>> = {
  auth: SIGNED_IN,
  permission: { id: "permitted", label: "May read what it needs" },
  config: REACHABLE,
  rateLimited: REACHABLE,
  transient: REACHABLE,
  contract: REACHABLE,
};

/** A failure as a failed check, or null for a bug, which is nothing that Test connection could be asked about. */
export function failedCheck(error: ConnectorError): Check | null {
  if (error.kind === "bug") return null;
  const { kind, message, fix } = error;
  return { ...CHECK_OF_KIND[kind], outcome: "fail", detail: message, fix, kind };
}

/** That the vendor gave an access token, and until when it is used. */
export function tokenCheck(renewAt: Date): Check {
  return {
    id: "accessToken",
    label: "Access token",
    outcome: "pass",
    detail: `renewed by itself from ${renewAt.toISOString()} on`,
  };
}
