const BRAND = Symbol.for("@muster/store-error");

export interface StoreErrorOptions {
  /** Stable, lowerCamelCase, for machines: `dataDirNotWritable`, `secretKeyMissing`. */
  code: string;
  /** What the person who can act should do now. One or two sentences. */
  fix: string;
  /** Kept for the chain; nothing that prints errors prints the cause's own properties. */
  cause?: unknown;
}

/** An error of the store: what happened, a stable code and what to do. Holds no secret and no personal data. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly [BRAND] = true;
  readonly code: string;
  readonly fix: string;

  constructor(message: string, options: StoreErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.fix = options.fix;
  }
}

/** Recognises our error by its brand, so that two installed copies of this package agree. */
export function isStoreError(error: unknown): error is StoreError {
  return typeof error === "object" && error !== null && BRAND in error;
}

/** The `code` of an error of Node or of Postgres (`ENOENT`, `28P01`), or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Classes of Postgres errors that the same statement meets again (manual, Appendix A): data, constraint, syntax. */
const LASTING_CLASSES = ["0A", "21", "22", "23", "42"];

/**
 * Whether an error that has no name of ours would come again: a mistake in the program or in a statement. What is
 * left (a connection that broke, a full disk, a deadlock) may pass.
 */
export function isLasting(error: unknown): boolean {
  const code = codeOf(error);
  if (code?.length === 5) return LASTING_CLASSES.includes(code.slice(0, 2));
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
