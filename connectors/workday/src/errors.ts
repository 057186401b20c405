import { type ConnectorError, unclearLook, unexpectedAnswer } from "@muster/connector-sdk";

export function unexpected(code: string, what: string): ConnectorError {
  return unexpectedAnswer("Workday", code, what);
}

export function unclear(what: string): ConnectorError {
  return unclearLook("Workday", what);
}

/** What a right is missing for is left out without a fault. */
export const ACCESS_FIX =
  "In Workday, give the integration system user's security group, unconstrained, Get on Worker Data: Public Worker Reports, Workers, Current Staffing Information, All Positions and Organization Information, and on Person Data: Name, Work Contact Information and the work e-mail integrations; then activate pending security policy changes.";
