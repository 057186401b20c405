import { hash } from "node:crypto";
import {
  type AuthMethod,
  type Check,
  type Checkpoint,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type DiscoveredField,
  isConnectorError,
  type LookResult,
  type Page,
  type PlainDate,
  type Watermark,
} from "@muster/connector-sdk";
import { pinnedLookup, type Resolve } from "./addresses.ts";
import { createAgents } from "./agents.ts";
import { type Bounds, DEFAULT_BOUNDS } from "./bounds.ts";
import { failedCheck, tokenCheck } from "./checks.ts";
import { authMethod, type ConnectorConfig } from "./config.ts";
import { guardedPages } from "./enumeration.ts";
import { connectorBug } from "./failures.ts";
import { certificateOf, proofHeaders } from "./further-proof.ts";
import { connectorHttp, type RequestInfo, type Session } from "./http.ts";
import { openLimiter, type SharedLimits } from "./limiter.ts";
import { openTokenEndpoint } from "./oauth/token-endpoint.ts";
import { openTokenSource, type TokenSource } from "./oauth/token-source.ts";
import { memoryVault, type TokenVault } from "./oauth/vault.ts";
import { type Signer, staticSigner, tokenSigner } from "./signer.ts";
import { checkTarget } from "./target.ts";
import { createTransport } from "./transport.ts";

export interface OpenOptions {
  /** From `parseConnectorConfig`. */
  config: ConnectorConfig;
  /** In place of the connector's own. The operator's to give, never an admin's. */
  baseUrl?: string | undefined;
  /** From `parseAllowHosts`: where plain http, other ports and addresses inside the network are allowed. */
  allowHosts: readonly string[];
  /** Name look-up in place of the system's. */
  resolve?: Resolve;
  /** Source fields that the mapping reads. Default: those of the connector's own mapping. */
  wanted?: readonly string[];
  /** Business clock. Default: the system's. */
  now?: () => Date;
  /**
   * Where the tokens of this configuration live, for auth by OAuth. Default: in memory, which loses the refresh tokens
   * that a vendor gives in place of the configured one.
   */
  vault?: TokenVault;
  /** With whom the limits of the account are shared. Default: with nobody but this process. */
  sharedLimits?: SharedLimits | undefined;
  bounds?: Partial<Bounds>;
  /** In [0, 1), for the pauses between attempts. */
  random?: () => number;
  /** Told of each attempt that has ended. */
  onRequest?: (info: RequestInfo) => void;
}

interface Work {
  /** The organization's day at which everything is judged. */
  asOf: PlainDate;
  signal: AbortSignal;
}

/** A connector at work for one configuration. Everything it throws is a ConnectorError or its signal's reason. */
export interface OpenConnector {
  /** Sha-256 in hex of the connector's id and its account: whose limit it is, without saying who. */
  accountKey: string;
  /** Test connection. Failures that a check can say are failed checks. */
  verify: (input: Work) => Promise<Check[]>;
  readAll: (input: Work & { from: Checkpoint | null }) => AsyncGenerator<Page, void, undefined>;
  /** Whoever changed since a watermark. Absent where the vendor cannot tell. */
  readChanges?: (
    input: Work & { since: Watermark; from: Checkpoint | null },
  ) => AsyncGenerator<Page, void, undefined>;
  /** This customer's own fields. Absent where the connector cannot find them. */
  discoverFields?: (work: Work) => Promise<DiscoveredField[]>;
  /** Absent where the vendor has no look by id. */
  readOne?: (input: Work, externalId: string) => Promise<LookResult>;
  /** Gives sockets and the share in the limiter back. */
  close: () => void;
}

/** Opens a connector: signs, limits, bounds and guards what it does. Throws ConnectorError `config` before any request. */
export function openConnector(connector: Connector, options: OpenOptions): OpenConnector {
  const { config } = options;
  const { settings } = config;
  const auth = authMethod(connector, config.method);
  const bounds = boundsFor(connector, settings, options.bounds);
  const ownBase = connector.baseUrl({ settings });
  const target = checkTarget(options.baseUrl ?? ownBase, options.allowHosts);
  const { secrets } = config;
  const lookup = pinnedLookup(target.allowListed, options.resolve);
  const agents = createAgents(lookup, bounds.connectMs, certificateOf(auth, secrets));
  const account = connector.limits.account?.({ settings, secrets }) ?? callerOf(secrets);
  const accountKey = hash("sha256", `${connector.id}\0${account}`, "hex");
  // Another server than the vendor's counts for itself.
  const windows = config.limits?.windows ?? connector.limits.windows;
  const limiter = openLimiter(
    options.baseUrl === undefined ? accountKey : `${accountKey}@${target.host}`,
    { windows, concurrent: config.limits?.concurrent ?? connector.limits.concurrent },
    options.sharedLimits,
  );
  const { signer, tokens } = openSigner(connector, auth, { ...options, bounds });
  const session: Session = {
    connector,
    vendor: { name: connector.name, host: target.host, auth },
    base: target.base,
    ownBase,
    transport: createTransport({ base: target.base, agents, bounds, headers: proofHeaders(auth, secrets) }),
    signer,
    limiter,
    penaltyMs: 1000 * Math.max(0, ...windows.map(({ penaltySeconds = 0 }) => penaltySeconds)),
    bounds,
    random: options.random ?? Math.random,
    onRequest: options.onRequest,
  };
  const contextOf = ({ asOf, signal }: Work): ConnectorContext<unknown> => ({
    http: connectorHttp(session, signal),
    settings,
    asOf,
    now: options.now ?? (() => new Date()),
    wanted: options.wanted ?? Object.values(connector.mapping).flatMap(({ first }) => first),
    signal,
  });
  const { discoverFields, readChanges, readOne } = connector;
  return {
    accountKey,
    verify: async (work) => {
      const checks = await verify(connector, contextOf(work));
      const renewAt = tokens?.renewAt();
      return renewAt ? [...checks, tokenCheck(renewAt)] : checks;
    },
    readAll: ({ from, ...work }) =>
      guardedRead(connector, work.signal, { from, maxPages: bounds.maxPages }, () =>
        connector.readAll(contextOf(work), from),
      ),
    ...(readChanges && {
      readChanges: ({ from, since, ...work }: Work & { since: Watermark; from: Checkpoint | null }) =>
        guardedRead(connector, work.signal, { from, maxPages: bounds.maxPages }, () =>
          readChanges(contextOf(work), since, from),
        ),
    }),
    ...(discoverFields && {
      discoverFields: (work: Work) => guarded(connector, work.signal, () => discoverFields(contextOf(work))),
    }),
    ...(readOne && {
      readOne: (work: Work, externalId: string) =>
        guarded(connector, work.signal, () => readOne(contextOf(work), externalId)),
    }),
    close: () => {
      limiter.close();
      agents.destroy();
    },
  };
}

/** Of what names the caller and stays the same: a refresh token may be another after each exchange. */
function callerOf(secrets: Readonly<Record<string, string>>): string {
  return JSON.stringify({ ...secrets, refreshToken: undefined });
}

function openSigner(
  connector: Connector,
  auth: AuthMethod,
  options: OpenOptions & { bounds: Bounds },
): { signer: Signer; tokens?: TokenSource } {
  const { settings, secrets } = options.config;
  if (auth.type !== "oauth") return { signer: staticSigner(auth, secrets, settings) };
  const { allowHosts, baseUrl, bounds, onRequest, resolve } = options;
  const endpoint = openTokenEndpoint({
    name: connector.name,
    auth,
    secrets,
    settings,
    baseUrl,
    allowHosts,
    resolve,
    bounds,
    onRequest,
  });
  const vault = options.vault ?? memoryVault(secrets["refreshToken"] ?? null);
  const tokens = openTokenSource(auth, endpoint, vault);
  return { signer: tokenSigner(tokens), tokens };
}

/** A connector may ask for more patience; whoever opens it has the last word. */
function boundsFor(connector: Connector, settings: unknown, given: Partial<Bounds> = {}): Bounds {
  const asked = connector.limits.answerSeconds?.({ settings });
  const patience = asked === undefined ? {} : { deadlineMs: 1000 * asked, totalMs: 3000 * asked };
  return { ...DEFAULT_BOUNDS, ...patience, ...given };
}

async function verify(connector: Connector, context: ConnectorContext<unknown>): Promise<Check[]> {
  try {
    return await guarded(connector, context.signal, () => connector.verify(context));
  } catch (error) {
    context.signal.throwIfAborted();
    const check = isConnectorError(error) ? failedCheck(error) : null;
    if (!check) throw error;
    return [check];
  }
}

async function* guardedRead(
  connector: Connector,
  signal: AbortSignal,
  { from, maxPages }: { from: Checkpoint | null; maxPages: number },
  read: () => AsyncGenerator<Page, void, undefined>,
): AsyncGenerator<Page, void, undefined> {
  signal.throwIfAborted();
  try {
    yield* guardedPages(read(), { name: connector.name, from, maxPages, signal });
  } catch (error) {
    throw knownError(connector, signal, error);
  }
}

async function guarded<T>(connector: Connector, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    throw knownError(connector, signal, error);
  }
}

/** An error of a known kind; throws the signal's reason itself where that is why. */
function knownError(connector: Connector, signal: AbortSignal, error: unknown): ConnectorError {
  signal.throwIfAborted();
  return isConnectorError(error) ? error : connectorBug(connector.name, error);
}
