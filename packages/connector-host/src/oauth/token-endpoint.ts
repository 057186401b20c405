import { isConnectorError, type OAuth } from "@muster/connector-sdk";
import { pinnedLookup, type Resolve } from "../addresses.ts";
import type { Bounds } from "../bounds.ts";
import { type Operation, withAskedPause } from "../failures.ts";
import type { RequestInfo } from "../http.ts";
import { shownPath } from "../request-line.ts";
import { askedPauseMs } from "../retry-after.ts";
import { checkTarget } from "../target.ts";
import type { Answer } from "../transport.ts";
import { formSender } from "./form-sender.ts";
import { librarySender } from "./library-sender.ts";
import { type IssuedTokens, issuedTokens } from "./token-answer.ts";

/** What is handed in for tokens. */
export type TokenRequest =
  | { type: "refreshToken"; refreshToken: string }
  | { type: "clientCredentials" }
  | { type: "jwtBearer" }
  | { type: "assertion" }
  | { type: "code"; code: string; redirectUri: string; verifier: string };

/** Sends one request to a token endpoint. Throws ConnectorError where no whole answer came. */
export type Sender = (request: TokenRequest) => Promise<Answer>;

/** What a sender knows of the endpoint and of the client. */
export interface SenderInput {
  auth: OAuth;
  secrets: Readonly<Record<string, string>>;
  settings: unknown;
  url: URL;
  operation: Operation;
  lookup: ReturnType<typeof pinnedLookup>;
  bounds: Bounds;
}

export interface TokenEndpointOptions extends Pick<SenderInput, "auth" | "secrets" | "settings" | "bounds"> {
  /** Of the vendor. */
  name: string;
  /** The operator's: its origin takes the place of the declared one's. */
  baseUrl: string | undefined;
  allowHosts: readonly string[];
  resolve: Resolve | undefined;
  onRequest?: ((info: RequestInfo) => void) | undefined;
}

/** A vendor's token endpoint. */
export interface TokenEndpoint {
  operation: Operation;
  /**
   * Makes one exchange. Bound to its deadline, to no signal: an answer that nobody waits for may hold the only refresh
   * token that works from then on.
   */
  exchange: (request: TokenRequest) => Promise<IssuedTokens>;
}

/** A tenth of what one page of people may take. */
const LONGEST_MS = 30_000;
const LARGEST_BYTES = 1_000_000;

/** Throws ConnectorError `config` for an address that may not be asked, or a secret that cannot be sent. */
export function openTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { name, auth, settings, baseUrl, allowHosts, onRequest } = options;
  const url = atOrigin(auth.tokenUrl({ settings }), baseUrl);
  const target = checkTarget(withoutQuery(url), allowHosts);
  const operation: Operation = {
    vendor: { name, host: target.host, auth },
    method: "POST",
    shownPath: shownPath(url.pathname),
  };
  const bounds = {
    ...options.bounds,
    deadlineMs: Math.min(options.bounds.deadlineMs, LONGEST_MS),
    maxBytes: Math.min(options.bounds.maxBytes, LARGEST_BYTES),
  };
  const lookup = pinnedLookup(target.allowListed, options.resolve);
  const input: SenderInput = { ...options, url, operation, lookup, bounds };
  const { grant } = auth;
  const clientAuth = "clientAuth" in grant && auth.tokenBody !== "json" ? grant.clientAuth : undefined;
  const send = typeof clientAuth === "string" ? librarySender(input, clientAuth) : formSender(input);
  return {
    operation,
    exchange: (request) =>
      told(operation, onRequest, async () => {
        const askedAt = Date.now();
        const answer = await send(request);
        const asked = { operation, auth, byCode: request.type === "code" };
        try {
          return issuedTokens(asked, answer, { askedAt, now: Date.now() });
        } catch (error) {
          if (!isConnectorError(error)) throw error;
          throw withAskedPause(error, askedPauseMs(answer.headers, Date.now()), bounds.retryAfterCapMs);
        }
      }),
  };
}

/** A declared address, at the origin of the operator's base URL where there is one. */
export function atOrigin(declared: string, baseUrl: string | undefined): URL {
  const url = new URL(declared);
  if (baseUrl === undefined) return url;
  // Part by part: a path that begins with two slashes would name another host.
  const moved = new URL(new URL(baseUrl).origin);
  moved.pathname = url.pathname;
  moved.search = url.search;
  return moved;
}

/** For the check of where requests may go: vendors put constant parameters there. */
export function withoutQuery(url: URL): string {
  const bare = new URL(url);
  bare.search = "";
  return bare.href;
}

async function told<T>(
  { method, shownPath: path }: Operation,
  onRequest: TokenEndpointOptions["onRequest"],
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const tell = (status: number | undefined): void => {
    const info: RequestInfo = { method, path, ms: performance.now() - started, attempt: 1 };
    onRequest?.(status === undefined ? info : { ...info, status });
  };
  try {
    const result = await work();
    tell(200);
    return result;
  } catch (error) {
    tell(isConnectorError(error) ? error.status : undefined);
    throw error;
  }
}
