import type { Readable } from "node:stream";
import { type ConnectorError, isConnectorError } from "@muster/connector-sdk";
import axios, { type AxiosInstance, type AxiosResponse } from "axios";
import type { Agents } from "./agents.ts";
import type { Bounds } from "./bounds.ts";
import { type Operation, requestFailure } from "./failures.ts";
import { isJsonType, parseJson, readText } from "./json-body.ts";
import { networkFailure, timedOut } from "./network-failures.ts";
import type { RequestLine } from "./request-line.ts";

/** An answer whose body was read. */
export interface Answer {
  status: number;
  /** Lowercase names; without cookies. */
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null where there is none (never for a 2xx but 204). */
  body: unknown;
}

/** Sends a request once. Throws ConnectorError, or the signal's reason. */
export type Send = (request: RequestLine, operation: Operation, signal: AbortSignal) => Promise<Answer>;

const ERROR_BODY_BYTES = 65_536;
const AGAIN = "Nothing to do: it is tried again. If it lasts, report it to the vendor.";

export function createTransport(options: {
  base: string;
  agents: Agents;
  authorization: string;
  bounds: Bounds;
}): Send {
  const { base, agents, authorization, bounds } = options;
  const client = axios.create({
    adapter: "http",
    baseURL: base,
    allowAbsoluteUrls: false,
    httpAgent: agents.httpAgent,
    httpsAgent: agents.httpsAgent,
    proxy: false,
    maxRedirects: 0,
    // The body is read by `readText`, with its own cap: axios would give half an answer as a string without error.
    responseType: "stream",
    validateStatus: () => true,
    headers: { accept: "application/json", "user-agent": "muster" },
  });
  return (request, operation, signal) =>
    sendOnce(client, { authorization, bounds, request, operation, signal });
}

interface Sending {
  authorization: string;
  bounds: Bounds;
  request: RequestLine;
  operation: Operation;
  signal: AbortSignal;
}

async function sendOnce(client: AxiosInstance, sending: Sending): Promise<Answer> {
  const { authorization, bounds, request, operation, signal } = sending;
  signal.throwIfAborted();
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    stop.abort();
  }, bounds.deadlineMs);
  try {
    const response = await client.request<Readable>({
      method: operation.method,
      url: request.url,
      headers: { ...request.headers, authorization },
      ...(request.body && { data: request.body }),
      signal: stop.signal,
    });
    return await readAnswer(response, operation, bounds);
  } catch (error) {
    signal.throwIfAborted();
    if (late) throw timedOut(operation, bounds.deadlineMs);
    throw isConnectorError(error) ? error : networkFailure(operation, error);
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", onAbort);
  }
}

async function readAnswer(
  response: AxiosResponse<Readable>,
  operation: Operation,
  bounds: Bounds,
): Promise<Answer> {
  const { status, data: stream } = response;
  const headers = plainHeaders(response);
  if (status >= 200 && status < 300) {
    return { status, headers, body: await readJson(stream, status, headers, operation, bounds) };
  }
  const read = await readText(stream, ERROR_BODY_BYTES);
  const body =
    "text" in read && isJsonType(headers["content-type"]) ? parseJson(read.text)?.value : undefined;
  return { status, headers, body: body ?? null };
}

async function readJson(
  stream: Readable,
  status: number,
  headers: Readonly<Record<string, string>>,
  operation: Operation,
  bounds: Bounds,
): Promise<unknown> {
  const read = await readText(stream, bounds.maxBytes);
  if ("fault" in read) {
    if (read.fault === "tooLarge") throw tooLarge(operation, status, bounds.maxBytes);
    throw cutBody(operation, status, read.code);
  }
  if (read.text === "") {
    if (status === 204) return null;
    // Without a length or chunks an empty body cannot be told from one that was cut off at its first byte.
    const framed = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
    throw framed ? emptyBody(operation, status) : cutBody(operation, status, "EMPTY");
  }
  // The client takes the header away when it has decompressed the body.
  const encoded = !["", "identity"].includes(headers["content-encoding"]?.trim().toLowerCase() ?? "");
  if (encoded || !isJsonType(headers["content-type"]))
    throw badContent(operation, status, headers["content-type"]);
  const parsed = parseJson(read.text);
  if (!parsed) throw cutBody(operation, status, "BAD_JSON");
  return parsed.value;
}

function plainHeaders(response: AxiosResponse): Readonly<Record<string, string>> {
  const entries = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined || value === null || name.toLowerCase() === "set-cookie"
      ? []
      : [[name.toLowerCase(), String(value)] as const],
  );
  return Object.fromEntries(entries);
}

function cutBody(operation: Operation, status: number, code: string | undefined): ConnectorError {
  const message = `The answer of ${operation.vendor.name} was cut off or is not whole JSON`;
  const trace = { status, ...(code === undefined ? {} : { code }) };
  return requestFailure(operation, "transient", message, { code: "cutBody", fix: AGAIN, trace });
}

function emptyBody(operation: Operation, status: number): ConnectorError {
  return requestFailure(
    operation,
    "contract",
    `${operation.vendor.name} answered ${status} with nothing in it`,
    {
      code: "emptyBody",
      fix: "Report it to the vendor; nothing was taken from this answer.",
      trace: { status },
    },
  );
}

function badContent(operation: Operation, status: number, contentType: string | undefined): ConnectorError {
  const { name, host } = operation.vendor;
  const what = /html/i.test(contentType ?? "") ? "a web page" : "something that is not JSON";
  return requestFailure(operation, "contract", `${name} answered ${status} with ${what} instead of data`, {
    code: "badContent",
    fix: `Check the setting that the address comes from, and whether a sign-in page, firewall or maintenance page stands before ${host}.`,
    trace: { status },
  });
}

function tooLarge(operation: Operation, status: number, maxBytes: number): ConnectorError {
  const message = `The answer of ${operation.vendor.name} is larger than ${maxBytes / 1_000_000} MB`;
  return requestFailure(operation, "contract", message, {
    code: "tooLarge",
    fix: "Report this to the author of the connector: it should ask for smaller pages.",
    trace: { status },
  });
}
