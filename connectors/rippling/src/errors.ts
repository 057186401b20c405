import { ConnectorError } from "@muster/connector-sdk";
import { z } from "zod";
import { EXPANSIONS } from "./fields.ts";

const AGAIN = "Try again later. If it stays so, report it: the connector has to follow a change of Rippling.";
const Failure = z.object({
  error: z.string().optional(),
  message: z.string().optional(),
  detail: z.string().optional(),
});
const RESOURCES: readonly string[] = ["worker", ...EXPANSIONS.map(({ resource }) => resource)];

/** What the API says went wrong, wherever it says it; "" for a web page or nothing. May hold anything: not to be shown. */
function textOf(body: unknown): string {
  const failure = Failure.safeParse(body).data;
  return failure?.error ?? failure?.message ?? failure?.detail ?? "";
}

/** The resource whose scope a 403 misses, if it is one of those that are read here. */
export function missingScope(body: unknown): string | undefined {
  const [, resource] = /scopes? to access ([a-z-]+)/i.exec(textOf(body)) ?? [];
  return RESOURCES.find((known) => known === resource);
}

/** True if a 404 is the API's own word that there is no such record. A web page says that there is no such address. */
export function isRecordNotFound(body: unknown): boolean {
  return /not found|does not exist/i.test(textOf(body));
}

/** A 403 tells of a token that works and may not do this, never of a dead one. */
export function forbidden(body: unknown): ConnectorError {
  const resource = missingScope(body);
  const what = resource === undefined ? "read this" : `read what takes the scope ${resource}s.read`;
  return new ConnectorError("permission", `Rippling knows the API token but does not let it ${what}.`, {
    code: "forbidden",
    fix: "Make a new API token with the scopes workers.read, users.read and departments.read, as a user who may see every worker.",
    status: 403,
  });
}

export function unexpected(code: string, message: string, cause?: unknown): ConnectorError {
  return new ConnectorError("contract", message, { code, fix: AGAIN, cause });
}
