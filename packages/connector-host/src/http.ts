import {
  type Connector,
  type ConnectorError,
  type ConnectorHttp,
  type HttpAnswer,
  type HttpRequestOptions,
  isConnectorError,
} from "@muster/connector-sdk";
import type { Bounds } from "./bounds.ts";
import { connectorBug, type Operation, restate, type Vendor } from "./failures.ts";
import type { Limiter } from "./limiter.ts";
import { linkQuery } from "./link.ts";
import { type RequestLine, requestLine } from "./request-line.ts";
import { withRetries } from "./retry.ts";
import { askedPauseMs } from "./retry-after.ts";
import { statusFailure } from "./status-failures.ts";
import type { Answer, Send } from "./transport.ts";

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
  send: Send;
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
  };
}

async function ask(
  session: Session,
  signal: AbortSignal,
  method: string,
  request: RequestLine,
  options: HttpRequestOptions,
): Promise<HttpAnswer> {
  const operation: Operation = { vendor: session.vendor, method, shownPath: request.shownPath };
  return withRetries(
    (attempt, spend) =>
      session.limiter.run(signal, async () => {
        const started = performance.now();
        let status: number | undefined;
        try {
          const answer = await session.send(request, operation, signal);
          status = answer.status;
          return accept(session, operation, request, answer, options.expect ?? []);
        } catch (error) {
          if (isConnectorError(error)) {
            status = error.status;
            if (error.kind === "rateLimited") serveThePenalty(session);
          }
          throw error;
        } finally {
          const ms = performance.now() - started;
          spend(ms);
          const info: RequestInfo = { method: operation.method, path: request.shownPath, ms, attempt };
          session.onRequest?.(status === undefined ? info : { ...info, status });
        }
      }),
    { bounds: session.bounds, random: session.random, signal },
  );
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
  // Such a header may stand on every answer; only a refused request is told by it to wait.
  const resetHeader = status === 429 ? session.connector.limits.resetHeader : undefined;
  const askedMs = askedPauseMs(answer.headers, Date.now(), resetHeader);
  const error = translated(session, request, answer) ?? statusFailure(operation, answer, askedMs);
  if (!error.retryable || askedMs === undefined) throw error;
  // Whoever is asked to wait longer than a run should wait comes again in a later run, whatever the status said.
  const asked = error.retryAfterMs ?? askedMs;
  const kind = asked > session.bounds.retryAfterCapMs ? "rateLimited" : error.kind;
  throw restate(error, { kind, retryAfterMs: asked });
}

function translated(session: Session, request: RequestLine, answer: Answer): ConnectorError | undefined {
  const { connector } = session;
  try {
    return connector.translateError?.({ ...answer, path: request.path });
  } catch (error) {
    throw connectorBug(connector.name, error);
  }
}
