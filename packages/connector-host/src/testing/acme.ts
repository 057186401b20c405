import { randomUUID } from "node:crypto";
import {
  basicAuth,
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  type ConnectorHttp,
  defineConnector,
  hostLabel,
  type Page,
  plainDate,
  secret,
} from "@muster/connector-sdk";
import { onTestFinished } from "vitest";
import { z } from "zod";
import {
  type Bounds,
  type OpenConnector,
  type OpenOptions,
  openConnector,
  parseConnectorConfig,
} from "../index.ts";

export const API_KEY = "canary-5f3a9b1c77";
export const AS_OF = plainDate("2026-03-02");

const settings = z.object({ domain: hostLabel(), plan: z.enum(["basic", "plus"]).optional() });
type Settings = z.output<typeof settings>;

const listBody = z.object({ people: z.array(z.string()), next: z.string().nullable() });

async function* readAll(
  { http }: ConnectorContext<Settings>,
  from: Page["checkpoint"],
): AsyncGenerator<Page> {
  let cursor = from === null ? undefined : String(from["after"]);
  for (;;) {
    const { body } = await http.get("/employees", { query: { after: cursor } });
    const { people, next } = listBody.parse(body);
    const records = people.map((externalId) => ({ externalId, vendorStatus: null, fields: {} }));
    yield { records, rejected: [], checkpoint: next === null ? null : { after: next } };
    if (next === null) return;
    cursor = next;
  }
}

/** A connector with nothing of its own: `changes` replaces what a test is about. */
export function acme(changes: Partial<ConnectorDefinition<Settings>> = {}): Connector {
  return defineConnector<Settings>({
    id: "acme",
    name: "Acme HR",
    docs: "https://acme.example/docs",
    settings,
    auth: {
      apiKey: basicAuth({
        label: "API key",
        secrets: { apiKey: secret("API key", { help: "Make one under Account, API keys." }) },
        username: (secrets) => secrets.apiKey,
        password: "x",
      }),
    },
    baseUrl: ({ settings: { domain } }) => `https://${domain}.acme.example/v1`,
    limits: {
      windows: [{ requests: 1000, seconds: 1 }],
      concurrent: 4,
      account: ({ settings: { domain } }) => domain,
    },
    fields: [],
    mapping: {},
    listsLeavers: false,
    pageSize: 100,
    verify: async ({ http }) => {
      await http.get("/employees");
      return [{ id: "reachable", label: "The vendor answers", outcome: "pass", detail: "fine" }];
    },
    readAll,
    ...changes,
  });
}

export const QUICK: Partial<Bounds> = { deadlineMs: 2_000, connectMs: 1_000, retryBaseMs: 1, retryCapMs: 2 };

/** Opened against `baseUrl`, of an account of its own, closed with the test. */
export function open(
  connector: Connector,
  baseUrl: string | undefined,
  options: Partial<OpenOptions> & { domain?: string; limits?: unknown; auth?: unknown } = {},
): OpenConnector {
  const { domain = `t-${randomUUID()}`, limits, auth, ...others } = options;
  const raw = {
    settings: { domain },
    auth: auth ?? { method: "apiKey", apiKey: API_KEY },
    ...(limits ? { limits } : {}),
  };
  const opened = openConnector(connector, {
    config: parseConnectorConfig(connector, raw),
    baseUrl,
    allowHosts: baseUrl === undefined ? [] : [new URL(baseUrl).host],
    ...others,
    bounds: { ...QUICK, ...others.bounds },
  });
  onTestFinished(opened.close);
  return opened;
}

/** What a connector would read with, by a connector whose verify hands it out. */
export async function withHttp<T>(
  baseUrl: string | undefined,
  work: (http: ConnectorHttp) => Promise<T>,
  options: Parameters<typeof open>[2] & {
    signal?: AbortSignal;
    connector?: Partial<ConnectorDefinition<Settings>>;
  } = {},
): Promise<T> {
  const { signal = new AbortController().signal, connector = {}, ...others } = options;
  const results: T[] = [];
  const borrower = acme({
    ...connector,
    readOne: async ({ http }) => {
      results.push(await work(http));
      return { found: false };
    },
  });
  await open(borrower, baseUrl, others).readOne?.({ asOf: AS_OF, signal }, "1");
  const [result] = results;
  if (result === undefined) throw new Error("the work gave nothing");
  return result;
}

/** The error that the work ends with. */
export async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("it should have failed");
}
