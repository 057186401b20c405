import { ConnectorError, type FailedAnswer, unexpectedAnswer } from "@muster/connector-sdk";
import { z } from "zod";
import { SCOPES } from "./fields.ts";

const Failure = z.object({
  error: z.string().optional(),
  message: z.string().optional(),
  detail: z.string().optional(),
});

/** An answer that Rippling's documents do not allow. */
export function unexpected(code: string, what: string, cause?: unknown): ConnectorError {
  return unexpectedAnswer("Rippling", code, what, cause);
}

/** Rippling's refusals; 401, 404, 429 and what heals are left to the host. Text that may name a person is not repeated. */
export function translateError(answer: Omit<FailedAnswer, "path">): ConnectorError | undefined {
  const { status } = answer;
  if (status === 403) return forbidden(answer);
  if (status !== 400 && status !== 422) return undefined;
  return new ConnectorError("contract", `Rippling refused the request${traceOf(answer)}.`, {
    code: "refusedRequest",
    fix: "Report it: the connector asks for something that Rippling does not allow (any more).",
    status,
  });
}

/** A 403 tells of a token that works and may not do this, never of a dead one. */
export function forbidden(answer: Pick<FailedAnswer, "headers" | "body">): ConnectorError {
  const scope = SCOPES[missingScope(answer.body) ?? ""];
  const what = scope === undefined ? "read this" : `read what takes the scope ${scope}`;
  const message = `Rippling knows the token but does not let it ${what}${traceOf(answer)}.`;
  return new ConnectorError("permission", message, {
    code: "forbidden",
    fix: "Make a new API token, or install the app again, with the scopes workers.read, users.read and departments.read, as a user who may see every worker.",
    status: 403,
  });
}

/** The resource whose scope a 403 misses, if it is one of those that are read here. */
export function missingScope(body: unknown): string | undefined {
  const [, resource = ""] = /scopes? to access ([a-z.-]+)/i.exec(textOf(body)) ?? [];
  // The values have a scope of their own, and how it is named here is not documented.
  if (/^(workers?[.-])?custom-fields?$/i.test(resource)) return "custom-field";
  return Object.hasOwn(SCOPES, resource) ? resource : undefined;
}

/** True if a 404 is the API's own word that there is no such record. A web page says that there is no such address. */
export function isRecordNotFound(body: unknown): boolean {
  return /not found|does not exist/i.test(textOf(body));
}

/** What the API says went wrong, wherever it says it; "" for a web page or nothing. May hold anything: not to be shown. */
function textOf(body: unknown): string {
  const failure = Failure.safeParse(body).data;
  return failure?.error ?? failure?.message ?? failure?.detail ?? "";
}

/** What Rippling's support finds the request by. */
function traceOf({ headers }: Pick<FailedAnswer, "headers">): string {
  const id = headers["x-rippling-request-id"] ?? "";
  return /^[\w=:;.-]{1,100}$/.test(id) ? ` (its request ${id})` : "";
}
