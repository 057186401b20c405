import {
  type AuthMethod,
  ConnectorError,
  type ConnectorErrorOptions,
  type ErrorKind,
} from "@muster/connector-sdk";

/** The vendor as error messages speak of it. */
export interface Vendor {
  name: string;
  /** `host:port`. */
  host: string;
  auth: AuthMethod;
}

/** One request as error messages speak of it: nothing that could hold an id, a query or a secret. */
export interface Operation {
  vendor: Vendor;
  method: string;
  shownPath: string;
}

/** What is known of a failure below HTTP's meaning. */
export interface Trace {
  code?: string;
  status?: number;
}

/** The cause that is kept: never the client's own error, which holds headers, query and body. */
function traceError(operation: Operation, trace: Trace): Error {
  const { method, shownPath, vendor } = operation;
  const seen = [trace.status, trace.code].filter((part) => part !== undefined).join(" ");
  const error = new Error(`${method} ${vendor.host} ${shownPath}: ${seen || "failed"}`);
  return Object.assign(error, { ...trace, host: vendor.host, path: shownPath });
}

/** A failure of one request. The message is given the operation at its end. */
export function requestFailure(
  operation: Operation,
  kind: ErrorKind,
  message: string,
  options: { code: string; fix: string; retryAfterMs?: number | undefined; trace?: Trace },
): ConnectorError {
  const { code, fix, retryAfterMs, trace = {} } = options;
  return new ConnectorError(kind, `${message} (${operation.method} ${operation.shownPath}).`, {
    code,
    fix,
    ...(trace.status === undefined ? {} : { status: trace.status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause: traceError(operation, trace),
  });
}

/** The same error with another kind, sentence or pause. */
export function restate(
  error: ConnectorError,
  changes: { kind?: ErrorKind; message?: string; retryAfterMs?: number },
): ConnectorError {
  const retryAfterMs = changes.retryAfterMs ?? error.retryAfterMs;
  const options: ConnectorErrorOptions = { code: error.code, fix: error.fix, cause: error.cause };
  if (error.status !== undefined) options.status = error.status;
  if (retryAfterMs !== undefined) options.retryAfterMs = retryAfterMs;
  return new ConnectorError(changes.kind ?? error.kind, changes.message ?? error.message, options);
}

/**
 * An error with the pause that the answer asked for. Whoever is asked to wait longer than a run should wait comes again
 * in a later run, whatever the status said.
 */
export function withAskedPause(
  error: ConnectorError,
  askedMs: number | undefined,
  capMs: number,
): ConnectorError {
  if (!error.retryable || askedMs === undefined) return error;
  const asked = error.retryAfterMs ?? askedMs;
  return restate(error, { kind: asked > capMs ? "rateLimited" : error.kind, retryAfterMs: asked });
}

/** Something that was not a ConnectorError came out of the connector's own code. */
export function connectorBug(name: string, thrown: unknown): ConnectorError {
  return new ConnectorError("bug", `The connector for ${name} failed in its own code.`, {
    code: "connectorThrew",
    fix: "Report this to the author of the connector.",
    cause: withoutMessage(thrown),
  });
}

/** Name and place of an error; its message may quote what was sent, here or there. */
export function withoutMessage(thrown: unknown): Error {
  const kept = new Error(thrown instanceof Error ? thrown.constructor.name : typeof thrown);
  const frames = thrown instanceof Error ? (thrown.stack ?? "").split("\n") : [];
  kept.stack = [`Error: ${kept.message}`, ...frames.filter((line) => /^\s+at /.test(line))].join("\n");
  return kept;
}

/** The code of a system error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
