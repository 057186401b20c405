export type QueryValue = string | number | boolean;

export interface HttpRequestOptions {
  /** Encoded by RFC 3986: a space is `%20`, never `+`. A name whose value is undefined is left out. */
  query?: Readonly<Record<string, QueryValue | undefined>>;
  headers?: Readonly<Record<string, string>>;
  /** Statuses outside 2xx that are answers, not errors: `[404]` for a by-id look. */
  expect?: readonly number[];
}

export interface HttpPostOptions extends HttpRequestOptions {
  /** True for a read that the vendor happens to take by POST: tried again like a GET. Else it is sent once. */
  idempotent?: boolean;
}

export interface HttpAnswer {
  status: number;
  /** Lowercase names. */
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null for an expected status without a body. */
  body: unknown;
}

/**
 * What a connector reads with. Paths are relative to the connector's base URL and begin with a slash. The host
 * signs, limits, retries, bounds and checks; every failure is a ConnectorError.
 */
export interface ConnectorHttp {
  /**
   * The query of a link that the vendor gave, absolute or relative to the base URL, by name. Throws ConnectorError
   * `contract` `foreignLink` where it leads to another host, which would be handed the credentials.
   */
  linkQuery(link: string): Readonly<Record<string, string>>;
  get(path: string, options?: HttpRequestOptions): Promise<HttpAnswer>;
  /** Sends `body` as JSON. */
  post(path: string, body: Readonly<Record<string, unknown>>, options?: HttpPostOptions): Promise<HttpAnswer>;
}

/** An answer outside 2xx that was not expected, as the connector's `translateError` sees it. */
export interface FailedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON where it was JSON, else null. */
  body: unknown;
  /** Path of the request, without query. */
  path: string;
}
