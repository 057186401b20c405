/**
 * What went wrong, by who can act on it. The kind alone decides retry, who is told and the log level.
 *
 * - `config`: a setting is wrong; the admin corrects it
 * - `auth`: the vendor does not know these credentials; the admin replaces them
 * - `permission`: the vendor knows them but they may not do this; the admin widens their rights
 * - `rateLimited`: the vendor asked for a pause longer than one run should wait; the next run heals it
 * - `transient`: network or vendor trouble that passes
 * - `contract`: the vendor answered something its documents do not allow; the connector's author acts
 * - `bug`: ours
 */
export type ErrorKind = "config" | "auth" | "permission" | "rateLimited" | "transient" | "contract" | "bug";

const BRAND = Symbol.for("@muster/connector-error");

export interface ConnectorErrorOptions {
  /** Stable, lowerCamelCase, for machines: `badContent`, `staleCursor`. */
  code: string;
  /** What the person who can act should do now. One sentence. */
  fix: string;
  /** HTTP status of the answer that caused it, where there was one. */
  status?: number;
  /** How long the vendor asked to wait, in milliseconds. */
  retryAfterMs?: number;
  /** Kept for the chain; nothing that prints errors prints the cause's own properties. */
  cause?: unknown;
}

/** An error with a kind, a stable code, a sentence for the admin and what to do. Holds no secret and no personal data. */
export class ConnectorError extends Error {
  override readonly name = "ConnectorError";
  readonly [BRAND] = true;
  readonly kind: ErrorKind;
  readonly code: string;
  readonly fix: string;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: ErrorKind, message: string, options: ConnectorErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.code = options.code;
    this.fix = options.fix;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether the same request, sent again, may heal it. */
  get retryable(): boolean {
    return this.kind === "transient" || this.kind === "rateLimited";
  }
}

/** Recognises our error by its brand, so that two installed copies of this package agree. */
export function isConnectorError(error: unknown): error is ConnectorError {
  return typeof error === "object" && error !== null && BRAND in error;
}

/**
 * The vendor says that the position in its list is gone: what was read so far is no longer part of one
 * enumeration. The reader throws its pages away and starts over; repeating the same request cannot help.
 */
export class StaleCursorError extends ConnectorError {
  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super("contract", message, {
      code: "staleCursor",
      fix: "Nothing to do: the read starts over from the first page.",
      ...options,
    });
  }
}

/** True for an error that asks the reader to start over from the first page. */
export function restartsRead(error: unknown): boolean {
  return isConnectorError(error) && error.code === "staleCursor";
}

/** The vendor no longer knows what changed since this watermark: only a full read can tell. */
export class StaleWatermarkError extends ConnectorError {
  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super("contract", message, {
      code: "staleWatermark",
      fix: "Nothing to do: the next run reads everybody.",
      ...options,
    });
  }
}

/** True for an error that asks for a full read in place of one of changes. */
export function needsFullRead(error: unknown): boolean {
  return isConnectorError(error) && error.code === "staleWatermark";
}
