import { randomBytes } from "node:crypto";
import type { PartialPolicy } from "@muster/roster";
import {
  createOrganization,
  type Integration,
  parseKeyring,
  type PersonAct,
  replacePolicy,
  type Store,
  type Tx,
} from "@muster/store";
import type { Engine } from "../../engine.ts";
import { leadRun } from "../../lead-run.ts";
import { connect } from "../../operations/create-integration.ts";
import { syncNow } from "../../operations/schedule-integration.ts";
import type { Fault, SourceHabits } from "./answer.ts";
import { faultsOf } from "./checks.ts";
import { type Company, newCompany } from "./company.ts";
import { Oracle, type Read } from "./oracle.ts";
import { newSource, type Source } from "./source.ts";
import { readState, type State } from "./state.ts";

/** What a whole company is made from. */
export interface Beginning {
  size: number;
  sources: 1 | 2;
  habits: Omit<SourceHabits, "source">;
}

/** A model company, its sources, the store that follows them, and the oracle that watches both. */
export interface ModelWorld {
  company: Company;
  sources: Source[];
  integrations: Integration[];
  engine: Engine;
  orgId: number;
  oracle: Oracle;
  /** As it was read last. */
  state: State;
  /** What has happened, for whoever reads a failure. */
  story: string[];
  policy: PartialPolicy;
  /** By source: the policy of its last applied full run. Another one now holds its leavers once. */
  appliedPolicy: Map<number, PartialPolicy>;
  /** The newest applied runs of a source that was read before, which may be undone. */
  history: AppliedRun[];
  /** An admin took a run back. */
  hasUndone: boolean;
  tally: Tally;
}

/** A run, and what was stored before and after it. */
export interface AppliedRun {
  runId: number;
  before: State;
  after: State;
}

export interface Tally {
  runs: number;
  deactivations: number;
}

/** Something does not hold; the message tells what, and the story that led to it. */
export class Broken extends Error {
  override readonly name = "Broken";
  constructor(faults: readonly string[], { story }: Pick<ModelWorld, "story">) {
    super(`${faults.join("\n")}\nafter\n${story.join("\n")}`);
  }
}

export async function newModelWorld(store: Store, beginning: Beginning, tally: Tally): Promise<ModelWorld> {
  const company = newCompany(beginning.size, beginning.sources);
  const slug = `m${randomBytes(6).toString("hex")}`;
  const { id: orgId } = await createOrganization(store, { slug, name: slug });
  const sources = Array.from({ length: beginning.sources }, (_, source) =>
    newSource(company, { ...beginning.habits, source }),
  );
  const engine: Engine = {
    store,
    keyring: parseKeyring(randomBytes(32).toString("base64")),
    connectors: new Map(sources.map(({ connector }) => [connector.id, connector])),
    allowHosts: [],
    now: () => new Date(company.now),
    log: { info: () => undefined, error: () => undefined },
  };
  const config = { settings: { domain: "acme" }, auth: { method: "apiKey", apiKey: "k" } };
  const integrations: Integration[] = [];
  for (const { connector } of sources) {
    const given = { actor: "ada", orgId, connector: connector.id, name: connector.id, config };
    integrations.push(await connect(engine, given));
  }
  const state = await store.forOrganization(orgId, (tx) => readState(tx, null, engine.now()));
  return {
    company,
    sources,
    integrations,
    engine,
    orgId,
    oracle: new Oracle(),
    state,
    story: [JSON.stringify(beginning)],
    policy: CAREFUL,
    appliedPolicy: new Map(),
    history: [],
    hasUndone: false,
    tally,
  };
}

/** Who acts where the model plays an admin. */
export function actOf(world: ModelWorld): PersonAct {
  return { orgId: world.orgId, actor: "ada", now: world.engine.now() };
}

/** In the organization of the model. */
export function within<T>(world: ModelWorld, work: (tx: Tx) => Promise<T>): Promise<T> {
  return world.engine.store.forOrganization(world.orgId, work);
}

export interface SyncOrder {
  source: number;
  mode: "full" | "changes";
  fault: Fault;
  amount: number;
}

/** Runs further back have little left that nobody has touched since. */
const MOST_HISTORY = 3;

/** A run whose rules hold the whole plan, and so applied nothing. */
const HOLD_ALL = ["emptyRoster", "emailChanges", "rejects", "duplicates", "conflicts"];

/** Lets one source be read, and compares what became of it with what the oracle makes of the same answers. */
export async function sync(world: ModelWorld, order: SyncOrder): Promise<State> {
  const { engine, orgId, company, oracle } = world;
  const [source, integration] = [world.sources[order.source], world.integrations[order.source]];
  if (!source || !integration) return world.state;
  Object.assign(source, { fault: order.fault, amount: order.amount, answer: null });
  source.looks.clear();
  for (const { id, person } of company.entries.values()) oracle.persons.set(id, person);
  const request = { mode: order.mode, dryRun: false, actor: "ada", forWorker: false };
  const queued = await syncNow(engine, integration, request);
  const control = { signal: new AbortController().signal, shouldYield: () => false };
  await leadRun(engine, { runId: queued.id, orgId, token: null, worker: "model", control });
  const before = world.state;
  const after = await refresh(world, queued.id);
  const { run } = after;
  world.tally.runs += 1;
  world.story.push(
    `${order.mode} run of ${order.source} with ${order.fault}: ${run?.state} ${run?.certificate} ${tellHeld(run)}; ${after.changes.join(", ")}`,
  );
  if (!source.answer) throw new Broken(["the source was not asked"], world);
  const { canLook, listsLeavers } = source.habits;
  const read: Read = {
    source: order.source,
    now: company.now,
    answer: source.answer,
    looks: source.looks,
    canLook,
  };
  const first = oracle.isFirstRun(order.source);
  const applied = judgeOutcome(world, read, before, after);
  if (!applied) return after;
  if (!first) world.history = [{ runId: queued.id, before, after }, ...world.history].slice(0, MOST_HISTORY);
  oracle.learn(read);
  admit(world);
  endOverrides(world, read);
  const full = read.answer.mode === "full";
  const configChanged = full && world.appliedPolicy.get(order.source) !== world.policy;
  if (full) world.appliedPolicy.set(order.source, world.policy);
  world.tally.deactivations += after.leavers.filter((leaver) => leaver.run === queued.id).length;
  const faults = faultsOf({
    company,
    oracle,
    read,
    integration: integration.id,
    listsLeavers,
    before,
    after,
    first,
    configChanged,
  });
  if (faults.length > 0) throw new Broken(faults, world);
  for (const { id, status } of after.members) if (status !== "deactivated") oracle.undone.delete(id);
  return after;
}

function tellHeld(run: State["run"]): string {
  const held = run?.held.map(({ code, people, base }) => `${code} ${people} of ${base}`) ?? [];
  return held.length > 0 ? held.join(", ") : (run?.reasonCode ?? "whole");
}

export function isHeldWhole(run: State["run"]): boolean {
  return run?.held.some(({ code }) => HOLD_ALL.includes(code)) ?? false;
}

/** Whether the run has applied what it read. What it did not apply must have changed nobody. */
function judgeOutcome(world: ModelWorld, read: Read, before: State, after: State): boolean {
  const { run } = after;
  const failed = run?.state === "failed";
  const whole = isHeldWhole(run);
  // What waits for an answer already is not read again, be it readable or not.
  const asked = new Set(before.conflicts.map(({ id }) => id));
  const must = world.oracle.mustHoldAll(read);
  const codes = run?.held.map(({ code }) => code) ?? [];
  const ends = read.answer.ends === "whole";
  const certified = world.oracle.certifies(read);
  const faults = [
    failed === ends && `the read ended ${read.answer.ends} and the run ${run?.state}`,
    !failed && run?.state !== "held" && run?.state !== "succeeded" && `the run is ${run?.state}`,
    !failed &&
      must.length > 0 &&
      // Whom a look by id finds is there.
      !(must[0] === "emptyRoster" && [...read.looks.values()].some((look) => typeof look === "object")) &&
      !(asked.size > 0 && must.join() === "rejects") &&
      !whole &&
      `applied in spite of ${must.join()}`,
    !failed &&
      codes.some((code) => ["emptyRoster", "rejects", "duplicates"].includes(code) && !must.includes(code)) &&
      `held everything for nothing: ${codes.join()}`,
    !failed && (run?.certificate !== "none") !== certified && `the certificate is ${run?.certificate}`,
    (failed || whole) &&
      JSON.stringify([before.members, before.records]) !== JSON.stringify([after.members, after.records]) &&
      "changed members though nothing was to be applied",
  ].filter((fault) => typeof fault === "string");
  if (faults.length > 0) throw new Broken(faults, world);
  return !failed && !whole;
}

/** A source that shows the person employed has the word again. */
function endOverrides({ oracle, state, company }: ModelWorld, { source }: Read): void {
  for (const { id, memberId } of state.records) {
    const belief = oracle.belief(id);
    const shown = belief?.source === source && belief.seenNow && belief.claim === "employed";
    if (memberId !== null && shown) oracle.keptIn.delete(memberId);
  }
  const day = new Date(company.now).toISOString().slice(0, 10);
  for (const [memberId, until] of oracle.keptIn) {
    if (until !== null && until < day) oracle.keptIn.delete(memberId);
  }
}

/** What waits openly, for a person or for the end of a conflict, is no fault. */
function admit({ oracle, state }: ModelWorld): void {
  for (const { id, decision, claim, suspectSince } of state.records) {
    const held = state.holds.some(
      (hold) => hold.id === id && (hold.cause === "termination" || hold.cause === "absence"),
    );
    const since = suspectSince === null ? null : Date.parse(suspectSince);
    const known = oracle.belief(id);
    // Somebody whose return waits is not back.
    const waits = state.holds.some((hold) => hold.id === id && hold.cause === "reactivate");
    // Nobody is asked any more, and the record itself has not been read since.
    // A record that nobody knew of whose person has a member by now counts as it was last seen.
    const joined = known?.claim === null && claim !== null && !known.seenNow;
    const stale = (decision === "hold" || known?.held) && !held && known?.seenNow === false;
    oracle.admit(id, {
      held,
      since,
      frozen: decision === "conflict" || waits || stale || joined ? claim : undefined,
    });
  }
}

/** Reads the store again, after a run or a person's act. */
export async function refresh(world: ModelWorld, runId: number | null): Promise<State> {
  const { engine, orgId } = world;
  world.state = await engine.store.forOrganization(orgId, (tx) => readState(tx, runId, engine.now()));
  return world.state;
}

/** Everybody's work e-mails, and conflicts, in great number, are what a person expects. */
const TRUSTING: PartialPolicy = { emailChanges: 100, conflicts: { people: 100_000 } };
const CAREFUL: PartialPolicy = {};

/** A person lets a plan through that was held whole, or wants such plans held again. */
export async function trustPlans(world: ModelWorld, trusts: boolean): Promise<void> {
  const policy = trusts ? TRUSTING : CAREFUL;
  await world.engine.store.forOrganization(world.orgId, async (tx) => {
    for (const { id } of world.integrations) await replacePolicy(tx, id, policy);
  });
  world.policy = policy;
  world.oracle.addressesMayMove = trusts;
}
