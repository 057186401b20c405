import { createInterface } from "node:readline";
import { installedConnectors } from "@muster/config";
import {
  createOrganization,
  findIntegration,
  findRun,
  openStore,
  parseKeyring,
  replacePolicy,
} from "@muster/store";
import { connect, type Engine, leadRun, type Progress, syncNow } from "@muster/sync";
import { connectorTo } from "./bench-connector.ts";
import type { Company } from "./company.ts";
import {
  type Customer,
  type EngineReply,
  EngineRequest,
  type Source,
  type SyncDone,
} from "./engine-messages.ts";

// The engine's side of the benchmark: a process of its own, so that its heap can be limited and its memory measured.
// Reads requests from its input, one a line, and answers each with a line. The input ends it. Not by arguments: the
// connection string holds a password.

let company: Company = { domain: "", people: 0, generation: 0 };
const connector = connectorTo(() => company);
let engine: Engine | undefined;

async function answer(request: EngineRequest): Promise<EngineReply> {
  if (request.op === "open") {
    engine = await openEngine(request);
    return { done: "open" };
  }
  if (!engine) throw new Error("the engine was asked before it was opened");
  if (request.op === "sync") return sync(engine, request);
  if (request.op === "wake") return wake(engine, request.customers);
  const customers: Customer[] = [];
  for (const slug of request.slugs) customers.push(await found(engine, slug, request.source));
  return { done: "found", customers };
}

async function openEngine(request: Extract<EngineRequest, { op: "open" }>): Promise<Engine> {
  return {
    store: await openStore({ connectionString: request.connectionString, maxConnections: 4 }),
    keyring: parseKeyring(request.masterKey),
    connectors: new Map([...installedConnectors, connector].map((each) => [each.id, each])),
    allowHosts: request.allowHosts,
    now: () => new Date(),
    log: { info: () => undefined, error: (details, message) => console.error(message, details) },
  };
}

/** Makes an organization with one integration, of the benchmark's own vendor unless another is given. */
async function found(to: Engine, slug: string, source: Source | undefined): Promise<Customer> {
  const { id: orgId } = await createOrganization(to.store, { slug, name: slug });
  const own = {
    connector: connector.id,
    config: { settings: { domain: slug }, auth: { method: "apiKey", apiKey: "k" } },
  };
  const given = source && { ...source, config: configFor(source, slug) };
  const { id } = await connect(to, { orgId, actor: "bench", name: slug, ...(given ?? own) });
  // Of a million people 0.2 % are more than leave unasked in one night, and here is nobody to ask.
  await to.store.forOrganization(orgId, (tx) =>
    replacePolicy(tx, id, { terminations: { ceiling: 10_000_000 } }),
  );
  return { orgId, integrationId: id };
}

function configFor({ account, config }: Source, slug: string): object {
  return account === undefined ? config : { ...config, settings: { ...config.settings, [account]: slug } };
}

/** Sync now, for whichever worker is next. */
async function wake(to: Engine, customers: readonly Customer[]): Promise<EngineReply> {
  for (const { orgId, integrationId } of customers) {
    const integration = await to.store.forOrganization(orgId, (tx) => findIntegration(tx, integrationId));
    if (!integration) throw new Error("the integration is gone");
    await syncNow(to, integration, { ...FULL, forWorker: true });
  }
  return { done: "wake" };
}

const FULL = { mode: "full", dryRun: false, actor: "bench" } as const;

async function sync(to: Engine, request: Extract<EngineRequest, { op: "sync" }>): Promise<SyncDone> {
  const { orgId, integrationId } = request;
  company = request.company ?? company;
  const integration = await to.store.forOrganization(orgId, (tx) => findIntegration(tx, integrationId));
  if (!integration) throw new Error("the integration is gone");
  const [began, cpuBegan] = [performance.now(), process.cpuUsage()];
  const { id: runId } = await syncNow(to, integration, { ...FULL, forWorker: false });
  let [read, planned, cpu] = [began, began, cpuBegan];
  const onProgress = ({ phase }: Progress): void => {
    if (phase === "planning") [read, cpu] = [performance.now(), process.cpuUsage(cpuBegan)];
    if (phase === "applying") planned = performance.now();
  };
  const control = { signal: new AbortController().signal, shouldYield: () => false, onProgress };
  await leadRun(to, { runId, orgId, token: null, worker: "bench", control });
  const ended = performance.now();
  const run = await to.store.forOrganization(orgId, (tx) => findRun(tx, runId));
  if (run?.state !== "succeeded") throw new Error(`the run is ${run?.state}: ${run?.reason ?? "no reason"}`);
  return {
    done: "sync",
    readMs: read - began,
    readCpuMs: (cpu.user + cpu.system) / 1_000,
    planMs: planned - read,
    applyMs: ended - planned,
    people: run.people,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(EngineRequest.parse(JSON.parse(line)))));
}
await engine?.store.close();
