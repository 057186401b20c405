import { ConnectorError, type HttpRequestOptions } from "@muster/connector-sdk";

/** What is sent, apart from what the host adds. */
export interface RequestLine {
  /** Path and query, encoded. */
  url: string;
  /** Path as the connector gave it; only its own `translateError` sees it. */
  path: string;
  /** Path for messages and logs: ids replaced. */
  shownPath: string;
  headers: Readonly<Record<string, string>>;
  /** JSON, XML or a form; absent for a GET. */
  body?: Buffer;
}

const PATH = /^\/(?!\/)[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/;
const OWN_HEADERS = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "host",
  "proxy-authorization",
  "transfer-encoding",
]);

/** Checks and encodes a connector's request. Throws ConnectorError `bug`: a connector never builds these from doubt. */
export function requestLine(
  path: string,
  options: HttpRequestOptions,
  body?: Readonly<Record<string, unknown>>,
): RequestLine {
  const climbs = path.split("/").some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  if (!PATH.test(path) || climbs) {
    throw connectorMistake(
      "badPath",
      "a request path must begin with one slash, be percent-encoded, and hold no query or dot segment",
    );
  }
  const headers = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (Object.keys(headers).some((name) => OWN_HEADERS.has(name))) {
    throw connectorMistake("badHeader", "the connector sets a header that is the host's");
  }
  const query = encodeQuery(options.query ?? {});
  const line = { url: query ? `${path}?${query}` : path, path, shownPath: shownPath(path), headers };
  if (body === undefined) return line;
  const json = Buffer.from(JSON.stringify(body));
  return { ...line, headers: { ...headers, "content-type": "application/json" }, body: json };
}

function encodeQuery(query: NonNullable<HttpRequestOptions["query"]>): string {
  return Object.entries(query)
    .flatMap(([name, value]) => (value === undefined ? [] : `${encode(name)}=${encode(String(value))}`))
    .join("&");
}

/** RFC 3986 §2.3: everything but unreserved characters, which `encodeURIComponent` alone does not do. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** An id in a path is personal data: every segment that holds a digit or an encoded character, but versions, is replaced. */
export function shownPath(path: string): string {
  return path
    .split("/")
    .map((segment) => (/[\d%@]/.test(segment) && !/^v\d+([._]\d+)*$/i.test(segment) ? ":id" : segment))
    .join("/");
}

function connectorMistake(code: string, what: string): ConnectorError {
  return new ConnectorError("bug", `The connector made a request that is not allowed: ${what}.`, {
    code,
    fix: "Report this to the author of the connector.",
  });
}
