import type { XmlElement } from "./xml.ts";

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

/** A SOAP 1.1 message without what signs it; both parts are XML text, their values escaped by `xmlText`. */
export interface SoapMessage {
  /** Content of the header besides the security header, which is the host's. */
  header?: string;
  /** The one child of the body. */
  body: string;
}

export interface SoapAnswer {
  status: number;
  /** Lowercase names. */
  headers: Readonly<Record<string, string>>;
  /** The first child of the body. A fault is no answer: it goes to `translateError`. */
  body: XmlElement;
}

export interface ItemsOptions extends HttpRequestOptions {
  /** Name of the list in the answer's outermost object. Its absence is an error, never an empty list. */
  at: string;
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
  /**
   * A read over SOAP 1.1, tried again like a GET. Document types are refused, texts and attributes stay as they were
   * sent. A fault counts as a failed answer whatever its status: vendors send it with 200, too.
   */
  soap(path: string, message: SoapMessage): Promise<SoapAnswer>;
  /**
   * The items of a list that is too long to be held, one by one as they arrive. The answer is tried again only as
   * long as no item was given; one that is cut, or whose list is missing, ends with an error after its items.
   */
  items(path: string, options: ItemsOptions): AsyncGenerator<unknown, void, undefined>;
}

/** An answer outside 2xx that was not expected, as the connector's `translateError` sees it. */
export interface FailedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON where it was JSON, an `XmlElement` (the envelope) where it was XML, else null. */
  body: unknown;
  /** Path of the request, without query. */
  path: string;
}
