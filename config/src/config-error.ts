const BRAND = Symbol.for("@muster/config-error");

/** The environment or a file of settings is wrong; says all that is wrong with it, and never a secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly [BRAND] = true;
  readonly code: string;
  readonly fix: string;

  constructor(message: string, options: { code: string; fix: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.fix = options.fix;
  }
}

/** Recognises our error by its brand, so that two installed copies of this package agree. */
export function isConfigError(error: unknown): error is ConfigError {
  return typeof error === "object" && error !== null && BRAND in error;
}
