import { ConnectorError } from "@muster/connector-sdk";

/** An answer that Workday's documents do not allow. */
export function unexpected(code: string, what: string, cause?: unknown): ConnectorError {
  return new ConnectorError("contract", `Workday cannot be read: ${what}.`, {
    code,
    fix: "Try again later. If it stays so, report it: the connector has to follow a change of Workday.",
    cause,
  });
}

/** A look that says neither that somebody is there nor that nobody is. */
export function unclear(what: string): ConnectorError {
  return new ConnectorError("contract", `Workday could not be asked about one worker: ${what}.`, {
    code: "unclearLook",
    fix: "Nothing to do now: the person stays as they are and is asked about again by the next full run.",
  });
}

/** What a right is missing for is left out without a fault. */
export const ACCESS_FIX =
  "In Workday, give the integration system user's security group, unconstrained, Get on Worker Data: Public Worker Reports, Workers, Current Staffing Information, All Positions and Organization Information, and on Person Data: Name, Work Contact Information and the work e-mail integrations; then activate pending security policy changes.";
