import { randomUUID } from "node:crypto";
import type { Answer } from "../kit/vendor.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "Invalid request content.",
  401: "Unauthorized",
  403: "Insufficient access scope",
  404: "Resource not found.",
  429: "Too many requests",
};

export function json(value: unknown): Answer {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** How the API says no: one envelope for all statuses. Personio reference, responses as problem+json. */
export function refuse(status: number): Answer {
  const title = TITLES[status] ?? "Internal server error";
  const type = "https://developer.personio.de/v2.0/page/public-api-error-codes";
  const body = {
    personio_trace_id: randomUUID(),
    timestamp: new Date().toISOString(),
    errors: [{ title, detail: title, type, _meta: {} }],
  };
  return { status, headers: { "content-type": "application/problem+json" }, body: JSON.stringify(body) };
}
