import {
  type Connector,
  type ConnectorError,
  type ConnectorHttp,
  type HttpAnswer,
  type HttpRequestOptions,
  isConnectorError,
  type ItemsOptions,
  type SoapAnswer,
  type SoapMessage,
} from "@muster/connector-sdk";
import type { Bounds } from "./bounds.ts";
import { notSoap } from "./body-failures.ts";
import { connectorBug, type Operation, type Vendor, withAskedPause } from "./failures.ts";
import { itemsIn } from "./items.ts";
import type { Limiter } from "./limiter.ts";
import { linkQuery } from "./link.ts";
import { openProof, type Proof } from "./proof.ts";
import { type RequestLine, requestLine } from "./request-line.ts";
import { withRetries } from "./retry.ts";
import { askedPauseMs } from "./retry-after.ts";
import { statusFailure } from "./status-failures.ts";
import type { Signer } from "./signer.ts";
import { isSoapFault, soapContent, soapRequest } from "./soap.ts";
import type { Answer, Transport } from "./transport.ts";

/** One attempt of a request that has ended, for a log: no query, no id, no secret. */
export interface RequestInfo {
  method: string;
  /** Path below the base URL, ids replaced by `:id`. */
  path: string;
  /** Absent where no answer came. */
  status?: number;
  ms: number;
  /** From 1. */
  attempt: number;
}

/** What the requests of one open connector have in common. */
export interface Session {
  connector: Connector;
  vendor: Vendor;
  /** Where requests go, and where the connector's own declaration would send them. */
  base: string;
  ownBase: string;
  transport: Transport;
  signer: Signer;
  limiter: Limiter;
  /** For how long the vendor refuses everything after one request too many; 0 where it does not. */
  penaltyMs: number;
  bounds: Bounds;
  random: () => number;
  onRequest?: ((info: RequestInfo) => void) | undefined;
}

/** What a connector reads with, bound to the signal of one piece of work. */
export function connectorHttp(session: Session, signal: AbortSignal): ConnectorHttp {
  return {
    linkQuery: (link) => linkQuery(link, session),
    get: async (path, options = {}) => ask(session, signal, "GET", requestLine(path, options), options),
    post: async (path, body, options = {}) => {
      const once = options.idempotent ? session : { ...session, bounds: { ...session.bounds, attempts: 1 } };
      return ask(once, signal, "POST", requestLine(path, options, body), options);
    },
    soap: (path, message) => askSoap(session, signal, path, message),
    items: (path, options) => readItems(session, signal, path, options),
  };
}

function ask(
  session: Session,
  signal: AbortSignal,
  method: string,
  request: RequestLine,
  options: HttpRequestOptions,
): Promise<HttpAnswer> {
  const operation = operationOf(session, method, request);
  return attempts(session, operation, signal, async (proof) => {
    const authorization = await proof.authorization();
    const answer = await session.transport.send({ request, operation, authorization, signal }, "json");
    return accept(session, operation, request, answer, options.expect ?? []);
  });
}

async function askSoap(
  session: Session,
  signal: AbortSignal,
  path: string,
  message: SoapMessage,
): Promise<SoapAnswer> {
  const operation = operationOf(session, "POST", requestLine(path, {}));
  return attempts(session, operation, signal, async (proof) => {
    const proven = await proof.soap();
    const request = soapRequest(path, message, "security" in proven ? proven.security : "");
    const authorization = "authorization" in proven ? proven.authorization : undefined;
    const answer = await session.transport.send({ request, operation, authorization, signal }, "xml");
    const accepted = accept(session, operation, request, answer, []);
    const body = soapContent(accepted.body);
    if (body === undefined) throw notSoap(operation, accepted.status);
    // A fault without a reading of the connector's own counts as trouble of the vendor's, as its usual status says.
    if (isSoapFault(body)) throw failureOf(session, operation, request, { ...answer, status: 500 });
    return { status: accepted.status, headers: accepted.headers, body };
  });
}

async function* readItems(
  session: Session,
  signal: AbortSignal,
  path: string,
  options: ItemsOptions,
): AsyncGenerator<unknown, void, undefined> {
  const request = requestLine(path, options);
  const operation = operationOf(session, "GET", request);
  const { items, first } = await attempts(session, operation, signal, async (proof) => {
    const authorization = await proof.authorization();
    const opened = await session.transport.stream({ request, operation, authorization, signal });
    if (!("text" in opened)) throw failureOf(session, operation, request, opened);
    const list = itemsIn(opened, { operation, at: options.at, maxChars: session.bounds.maxBytes });
    // One that breaks off before its first item is asked for again like any other answer.
    return { status: opened.status, items: list, first: await list.next() };
  });
  try {
    if (first.done) return;
    yield first.value;
    yield* items;
  } finally {
    await items.return();
  }
}

function operationOf({ vendor }: Session, method: string, { shownPath }: RequestLine): Operation {
  return { vendor, method, shownPath };
}

/** Makes attempts within the limits until one is accepted, or may not be repeated. */
function attempts<T extends { status: number }>(
  session: Session,
  operation: Operation,
  signal: AbortSignal,
  attemptOnce: (proof: Proof) => Promise<T>,
): Promise<T> {
  const proof = openProof(session.signer, signal);
  return withRetries(
    (attempt, spend) =>
      proof.renewing(() =>
        session.limiter.run(signal, () =>
          observed(session, operation, attempt, spend, () => attemptOnce(proof)),
        ),
      ),
    { bounds: session.bounds, random: session.random, signal },
  );
}

/** Tells how an attempt ended and how long it took. */
async function observed<T extends { status: number }>(
  session: Session,
  { method, shownPath: path }: Operation,
  attempt: number,
  spend: (ms: number) => void,
  attemptOnce: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  let status: number | undefined;
  try {
    const answer = await attemptOnce();
    status = answer.status;
    return answer;
  } catch (error) {
    if (isConnectorError(error)) {
      status = error.status;
      if (error.kind === "rateLimited") serveThePenalty(session);
    }
    throw error;
  } finally {
    const ms = performance.now() - started;
    spend(ms);
    const info: RequestInfo = { method, path, ms, attempt };
    session.onRequest?.(status === undefined ? info : { ...info, status });
  }
}

/** With jitter, so that several processes of one account do not come back in the same moment. */
function serveThePenalty({ limiter, penaltyMs, bounds, random }: Session): void {
  if (penaltyMs > 0) limiter.rest(penaltyMs + random() * bounds.retryBaseMs);
}

function accept(
  session: Session,
  operation: Operation,
  request: RequestLine,
  answer: Answer,
  expected: readonly number[],
): HttpAnswer {
  const { status } = answer;
  if ((status >= 200 && status < 300) || expected.includes(status)) return answer;
  throw failureOf(session, operation, request, answer);
}

function failureOf(
  session: Session,
  operation: Operation,
  request: RequestLine,
  answer: Answer,
): ConnectorError {
  // Such a header may stand on every answer; only a refused request is told by it to wait.
  const resetHeader = answer.status === 429 ? session.connector.limits.resetHeader : undefined;
  const askedMs = askedPauseMs(answer.headers, Date.now(), resetHeader);
  const error = translated(session, request, answer) ?? statusFailure(operation, answer, askedMs);
  return withAskedPause(error, askedMs, session.bounds.retryAfterCapMs);
}

function translated(session: Session, request: RequestLine, answer: Answer): ConnectorError | undefined {
  const { connector } = session;
  try {
    return connector.translateError?.({ ...answer, path: request.path });
  } catch (error) {
    throw connectorBug(connector.name, error);
  }
}
