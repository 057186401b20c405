import type { Readable } from "node:stream";
import { type ConnectorError, isConnectorError } from "@muster/connector-sdk";
import axios, { type AxiosInstance, type AxiosResponse } from "axios";
import type { Agents } from "./agents.ts";
import { badContent, cutBody, emptyBody, tooLarge } from "./body-failures.ts";
import type { Bounds } from "./bounds.ts";
import { codeOf, type Operation } from "./failures.ts";
import { isJsonType, parseJson, readText } from "./json-body.ts";
import { networkFailure, timedOut } from "./network-failures.ts";
import type { RequestLine } from "./request-line.ts";
import { isXmlType, parseXml } from "./xml-body.ts";

/** An answer whose body was read. */
export interface Answer {
  status: number;
  /** Lowercase names; without cookies. */
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON or XML; null where there is none (never for a 2xx but 204). */
  body: unknown;
}

/** One request as it goes out. */
export interface Sending {
  request: RequestLine;
  operation: Operation;
  /** Absent where the body proves who asks. */
  authorization: string | undefined;
  signal: AbortSignal;
}

/** Sends a request once. Throws ConnectorError, or the signal's reason. */
export interface Transport {
  /** Reads the answer whole. `form` is what a 2xx must be. */
  send: (sending: Sending, form: Form) => Promise<Answer>;
  /** Gives a 2xx as it arrives: its text must be read to its end. */
  stream: (sending: Sending) => Promise<Answer | StreamedAnswer>;
}

/** A 2xx answer of JSON whose text arrives piece by piece; throws ConnectorError where it is cut, late or too large. */
export interface StreamedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: AsyncGenerator<string, void, undefined>;
}

export type Form = "json" | "xml";

interface FormRules {
  name: string;
  isType: (contentType: string | undefined) => boolean;
  parse: (text: string) => { value: unknown } | undefined;
}

const FORMS: Readonly<Record<Form, FormRules>> = {
  json: { name: "JSON", isType: isJsonType, parse: parseJson },
  xml: {
    name: "XML",
    isType: isXmlType,
    parse: (text) => {
      const value = parseXml(text);
      return value && { value };
    },
  },
};

const ERROR_BODY_BYTES = 65_536;

export function createTransport(options: {
  base: string;
  agents: Agents;
  bounds: Bounds;
  /** Of every request. */
  headers?: Readonly<Record<string, string>>;
}): Transport {
  const { base, agents, bounds } = options;
  const client = axios.create({
    adapter: "http",
    baseURL: base,
    allowAbsoluteUrls: false,
    httpAgent: agents.httpAgent,
    httpsAgent: agents.httpsAgent,
    proxy: false,
    maxRedirects: 0,
    // The body is read here, with its own cap: axios would give half an answer as a string without error.
    responseType: "stream",
    validateStatus: () => true,
    headers: { accept: "application/json", "user-agent": "muster", ...options.headers },
  });
  return {
    send: async (sending, form) => {
      const clock = startClock(sending, bounds.deadlineMs);
      try {
        const response = await request(client, sending, clock.signal);
        return await readAnswer(response, sending.operation, bounds, form);
      } catch (error) {
        throw clock.explain(error);
      } finally {
        clock.stop();
      }
    },
    stream: async (sending) => {
      const clock = startClock(sending, bounds.deadlineMs);
      try {
        const response = await request(client, sending, clock.signal);
        const { status } = response;
        const headers = plainHeaders(response);
        if (status < 200 || status >= 300)
          return await readAnswer(response, sending.operation, bounds, "json");
        if (isEncoded(headers) || !isJsonType(headers["content-type"])) {
          throw badContent(sending.operation, status, headers["content-type"], "JSON");
        }
        return { status, headers, text: piecesOf(response.data, sending, bounds) };
      } catch (error) {
        throw clock.explain(error);
      } finally {
        clock.stop();
      }
    },
  };
}

export interface Clock {
  /** Aborts at the deadline, or with the work. */
  signal: AbortSignal;
  /** What an error is, once it is known whose abort it was; throws the work's reason. */
  explain: (error: unknown) => ConnectorError;
  stop: () => void;
}

/** axios' own timeout does not end a body that drips. */
export function startClock({ signal, operation }: Pick<Sending, "signal" | "operation">, ms: number): Clock {
  signal.throwIfAborted();
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    stop.abort();
  }, ms);
  return {
    signal: stop.signal,
    explain: (error) => {
      signal.throwIfAborted();
      if (late) return timedOut(operation, ms);
      return isConnectorError(error) ? error : networkFailure(operation, error);
    },
    stop: () => {
      clearTimeout(deadline);
      signal.removeEventListener("abort", onAbort);
    },
  };
}

function request(
  client: AxiosInstance,
  { request: line, operation, authorization }: Sending,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  return client.request<Readable>({
    method: operation.method,
    url: line.url,
    headers: { ...line.headers, ...(authorization !== undefined && { authorization }) },
    ...(line.body && { data: line.body }),
    signal,
  });
}

/** The text of a long answer. It may take as long as it moves: a stretch with next to nothing ends it. */
async function* piecesOf(
  stream: Readable,
  { operation, signal }: Sending,
  bounds: Bounds,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let atLastLook = 0;
  let stalled = false;
  const onAbort = () => stream.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  const watch = setInterval(() => {
    stalled = bytes - atLastLook < bounds.streamLeastBytes;
    atLastLook = bytes;
    if (stalled) stream.destroy();
  }, bounds.deadlineMs);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bounds.streamMaxBytes) throw tooLarge(operation, 200, bounds.streamMaxBytes);
      yield decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (stalled) throw timedOut(operation, bounds.deadlineMs);
    throw isConnectorError(error) ? error : cutBody(operation, 200, codeOf(error), "JSON");
  } finally {
    clearInterval(watch);
    signal.removeEventListener("abort", onAbort);
    stream.destroy();
  }
}

async function readAnswer(
  response: AxiosResponse<Readable>,
  operation: Operation,
  bounds: Bounds,
  form: Form,
): Promise<Answer> {
  const { status, data: stream } = response;
  const headers = plainHeaders(response);
  if (status >= 200 && status < 300) {
    return {
      status,
      headers,
      body: await readBody(stream, { status, headers }, operation, bounds, FORMS[form]),
    };
  }
  const read = await readText(stream, ERROR_BODY_BYTES);
  const rules = Object.values(FORMS).find(({ isType }) => isType(headers["content-type"]));
  const body = "text" in read ? rules?.parse(read.text)?.value : undefined;
  return { status, headers, body: body ?? null };
}

async function readBody(
  stream: Readable,
  { status, headers }: { status: number; headers: Readonly<Record<string, string>> },
  operation: Operation,
  bounds: Bounds,
  { name, isType, parse }: FormRules,
): Promise<unknown> {
  const read = await readText(stream, bounds.maxBytes);
  if ("fault" in read) {
    if (read.fault === "tooLarge") throw tooLarge(operation, status, bounds.maxBytes);
    throw cutBody(operation, status, read.code, name);
  }
  if (read.text === "") {
    if (status === 204) return null;
    // Without a length or chunks an empty body cannot be told from one that was cut off at its first byte.
    const framed = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
    throw framed ? emptyBody(operation, status) : cutBody(operation, status, "EMPTY", name);
  }
  if (isEncoded(headers) || !isType(headers["content-type"])) {
    throw badContent(operation, status, headers["content-type"], name);
  }
  const parsed = parse(read.text);
  if (!parsed) throw cutBody(operation, status, `BAD_${name}`, name);
  return parsed.value;
}

/** The client takes the header away when it has decompressed the body. */
function isEncoded(headers: Readonly<Record<string, string>>): boolean {
  return !["", "identity"].includes(headers["content-encoding"]?.trim().toLowerCase() ?? "");
}

function plainHeaders(response: AxiosResponse): Readonly<Record<string, string>> {
  const entries = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined || value === null || name.toLowerCase() === "set-cookie"
      ? []
      : [[name.toLowerCase(), String(value)] as const],
  );
  return Object.fromEntries(entries);
}
