import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import {
  createOrganization,
  findIntegration,
  findRun,
  openStore,
  parseKeyring,
  type Store,
} from "@muster/store";
import { connect, type Engine, leadRun, type Progress, syncNow } from "@muster/sync";
import { connectorTo } from "./bench-connector.ts";
import type { Company } from "./company.ts";
import { type EngineReply, EngineRequest, type SyncDone } from "./engine-messages.ts";

// The engine's side of the benchmark: a process of its own, so that its heap can be limited and its memory measured.
// Reads requests from its input, one a line, and answers each with a line. The input ends it. Not by arguments: the
// connection string holds a password.

let company: Company = { domain: "", people: 0, generation: 0 };
const connector = connectorTo(() => company);
const keyring = parseKeyring(randomBytes(32).toString("base64"));
let engine: Engine | undefined;

function engineOn(store: Store): Engine {
  return {
    store,
    keyring,
    connectors: new Map([[connector.id, connector]]),
    allowHosts: [],
    now: () => new Date(),
    log: { info: () => undefined, error: (details, message) => console.error(message, details) },
  };
}

async function answer(request: EngineRequest): Promise<EngineReply> {
  if (request.op === "open") {
    engine = engineOn(await openStore({ connectionString: request.connectionString, maxConnections: 4 }));
    return { done: "open" };
  }
  if (!engine) throw new Error("the engine was asked before it was opened");
  if (request.op === "found") return found(engine, request.slug);
  return sync(engine, request);
}

/** Makes an organization with an integration of the benchmark's vendor. */
async function found(to: Engine, slug: string): Promise<EngineReply> {
  const { id: orgId } = await createOrganization(to.store, { slug, name: slug });
  const config = { settings: { domain: slug }, auth: { method: "apiKey", apiKey: "k" } };
  const { id } = await connect(to, { orgId, actor: "bench", connector: connector.id, name: slug, config });
  return { done: "found", orgId, integrationId: id };
}

async function sync(to: Engine, request: Extract<EngineRequest, { op: "sync" }>): Promise<SyncDone> {
  const { orgId, integrationId } = request;
  company = request.company;
  const integration = await to.store.forOrganization(orgId, (tx) => findIntegration(tx, integrationId));
  if (!integration) throw new Error("the integration is gone");
  const began = performance.now();
  const c0 = process.cpuUsage();
  let c1 = c0;
  const { id: runId } = await syncNow(to, integration, {
    mode: "full",
    dryRun: false,
    actor: "bench",
    forWorker: false,
  });
  let [read, planned] = [began, began];
  const onProgress = ({ phase }: Progress): void => {
    if (phase === "planning") {
      read = performance.now();
      c1 = process.cpuUsage(c0);
    }
    if (phase === "applying") planned = performance.now();
  };
  await leadRun(to, {
    runId,
    orgId,
    token: null,
    worker: "bench",
    control: { signal: new AbortController().signal, shouldYield: () => false, onProgress },
  });
  const ended = performance.now();
  if (process.env.CPU)
    console.error("node cpu read", (c1.user + c1.system) / 1000, "all", process.cpuUsage(c0).user / 1000);
  const run = await to.store.forOrganization(orgId, (tx) => findRun(tx, runId));
  if (run?.state !== "succeeded") throw new Error(`the run is ${run?.state}: ${run?.reason ?? "no reason"}`);
  return {
    done: "sync",
    readMs: read - began,
    planMs: planned - read,
    applyMs: ended - planned,
    counts: { ...run.counts },
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(EngineRequest.parse(JSON.parse(line)))));
}
await engine?.store.close();
