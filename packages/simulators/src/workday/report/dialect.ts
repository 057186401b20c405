import type { Answer } from "../../kit/vendor.ts";
import { gatewayPage } from "../soap/faults.ts";

const ERRORS: Readonly<Record<number, string>> = {
  400: "The request is not valid.",
  401: "invalid username or password",
  403: "The task submitted is not authorized.",
  404: "The report does not exist or is not a web service.",
  429: "Too many requests.",
  500: "Processing error occurred.",
};

/** The rows of a report, in pieces. */
export function reportJson(body: string | Iterable<string>, status = 200): Answer {
  return { status, headers: { "content-type": "application/json;charset=utf-8" }, body };
}

/** How a report is refused is not documented: these are the statuses of REST, with the texts of SOAP. */
export function refuse(status: number): Answer {
  const error = ERRORS[status];
  if (error === undefined) {
    return gatewayPage(status, "Workday is currently unavailable for scheduled maintenance.");
  }
  return reportJson(JSON.stringify({ error }), status);
}
