import { ConnectorError, isConnectorError, type OAuth } from "@muster/connector-sdk";
import { codeOf, withoutMessage } from "../failures.ts";
import { reauthorize } from "./token-answer.ts";
import type { TokenEndpoint, TokenRequest } from "./token-endpoint.ts";
import type { Exchange, Tokens, TokenVault } from "./vault.ts";

/** Access tokens for the requests of one open connector. */
export interface TokenSource {
  /** One that is good for a while. The signal ends the waiting, not the exchange. Throws ConnectorError. */
  get: (signal: AbortSignal) => Promise<string>;
  /** The vendor no longer takes this one, whatever it said of its time. */
  reject: (accessToken: string) => void;
  /** Until when the one at hand is handed out; undefined before the first, null where the vendor does not say. */
  renewAt: () => Date | null | undefined;
}

type Usable = Tokens & { accessToken: string };

/** Makes a source that exchanges when it has to, one exchange at a time, and keeps its tokens in the vault. */
export function openTokenSource(auth: OAuth, endpoint: TokenEndpoint, vault: TokenVault): TokenSource {
  const kept = guardVault(vault, endpoint.operation.vendor.name);
  let held: Usable | undefined;
  let rejected: string | undefined;
  let refused: ConnectorError | undefined;
  let underWay: Promise<Usable> | undefined;

  const usable = (tokens: Tokens | undefined): tokens is Usable =>
    tokens !== undefined &&
    tokens.accessToken !== null &&
    tokens.accessToken !== rejected &&
    (tokens.renewAt === null || Date.now() < tokens.renewAt.getTime());

  async function renew(): Promise<Usable> {
    const seen = await kept.read();
    if (usable(seen)) return seen;
    const { exchange, handedIn } = exchangeFor(auth, endpoint);
    try {
      return withAccess(await kept.refresh(seen, exchange), endpoint, auth);
    } catch (error) {
      if (!isRefused(error)) throw error;
      // A vault without a lock, or somebody who wrote past it: a refresh token that was handed in by somebody else
      // first is refused, and theirs is the one that counts.
      const now = await kept.read();
      if (handedIn() === undefined || now.refreshToken === handedIn()) throw error;
      if (usable(now)) return now;
      return withAccess(await kept.refresh(now, exchange), endpoint, auth);
    }
  }

  /** A refusal stands: the same credentials handed in again are refused again, and vendors count. */
  async function remembered(): Promise<Usable> {
    try {
      held = await renew();
      return held;
    } catch (error) {
      if (isConnectorError(error) && error.kind === "auth") refused = error;
      throw error;
    } finally {
      underWay = undefined;
    }
  }

  return {
    get: async (signal) => {
      signal.throwIfAborted();
      if (usable(held)) return held.accessToken;
      if (refused) throw refused;
      underWay ??= remembered();
      return (await unlessAborted(underWay, signal)).accessToken;
    },
    reject: (accessToken) => {
      rejected = accessToken;
    },
    renewAt: () => held?.renewAt,
  };
}

function exchangeFor(
  auth: OAuth,
  endpoint: TokenEndpoint,
): { exchange: Exchange; handedIn: () => string | null | undefined } {
  let handedIn: string | null | undefined;
  return {
    handedIn: () => handedIn,
    exchange: async (refreshToken) => {
      handedIn = refreshToken;
      const issued = await endpoint.exchange(requestFor(auth, endpoint, refreshToken));
      return { ...issued, refreshToken: issued.refreshToken ?? refreshToken };
    },
  };
}

function requestFor(auth: OAuth, endpoint: TokenEndpoint, refreshToken: string | null): TokenRequest {
  const { type } = auth.grant;
  if (type !== "refreshToken") return { type };
  if (refreshToken === null) throw noTokens(endpoint, auth);
  return { type, refreshToken };
}

function withAccess(tokens: Tokens, endpoint: TokenEndpoint, auth: OAuth): Usable {
  const { accessToken } = tokens;
  if (accessToken === null) throw noTokens(endpoint, auth);
  return { ...tokens, accessToken };
}

/** Credentials that were replaced meanwhile by those of another way to sign in. */
function noTokens({ operation }: TokenEndpoint, auth: OAuth): ConnectorError {
  return reauthorize(operation, auth, "has no refresh token of this connection");
}

function isRefused(error: unknown): boolean {
  return isConnectorError(error) && error.code === "reauthorize";
}

/** The vault is the caller's: what it throws besides ConnectorErrors is its own, such as a database that is away. */
function guardVault(vault: TokenVault, vendor: string): TokenVault {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isConnectorError(error)) throw error;
      const code = codeOf(error);
      const message = `The tokens for ${vendor} could not be read or saved${code ? ` [${code}]` : ""}.`;
      throw new ConnectorError("transient", message, {
        code: "tokensNotKept",
        fix: "Nothing to do: it is tried again. If it lasts, look at where credentials are kept.",
        cause: withoutMessage(error),
      });
    }
  };
  return {
    read: () => guard(vault.read()),
    refresh: (seen, exchange) => guard(vault.refresh(seen, exchange)),
  };
}

/** Waits for the work or for the signal; the work goes on. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
