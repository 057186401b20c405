import {
  type Accepted,
  type Certificate,
  certify,
  creationTargets,
  type FieldFill,
  judge,
  type Policy,
  policyOf,
  type PlanSummary,
  type Target,
  type Trip,
  wholeTrips,
} from "@muster/roster";
import {
  type Baseline,
  countConflicts,
  countFill,
  countPlan,
  countStaged,
  dedupeStaged,
  draftLapsed,
  draftPlan,
  draftStaleClaims,
  draftUnclaimed,
  dropPlans,
  dropStanding,
  enterState,
  findLookAlikes,
  findReusedIds,
  type Fill,
  gateNumbers,
  holdErasedEmails,
  keepDeclined,
  keepCreated,
  keepPinned,
  knowsAnybody,
  listAccepted,
  markScope,
  listAnnouncements,
  obeyDecisions,
  openBatch,
  passing,
  type PlanCounts,
  type PlanInput,
  readBaseline,
  recordCensus,
  resolveCollisions,
  skipRemoved,
  siftStaged,
  stagingIsWhole,
  type Tx,
} from "@muster/store";
import { findFallen, keptFields } from "./emptied-fields.ts";
import type { Engine } from "./engine.ts";
import type { ReadInput } from "./read.ts";
import { readFacts, type ReadState } from "./read-state.ts";
import { inRun } from "./run-transaction.ts";

/** A plan and what the gate says of it. */
export interface Plan {
  batchId: number;
  /** Whether it may speak of anybody who was known before. */
  known: boolean;
  counts: PlanCounts;
  /** Members whom the integration claims at the start of the run. */
  base: number;
  trips: Trip[];
  /** Every rule against the whole plan that tripped, and those that a person has accepted. */
  signs: Trip[];
  accepted: readonly Accepted[];
  certificate: Certificate;
  /** Whether a record named its person. */
  persons: boolean;
  /** People whom the list showed, without those whom only a by-id look found. */
  peopleRead: number;
  /** Ids that came more than once in the read. */
  duplicates: number;
  /** The next as it was counted while reading; null where that does not hold of what is staged. */
  readFill: Fill | null;
  /** How many people of the read had a value, by field; null where only some people were read. */
  fill: Fill | null;
  policy: Policy;
}

/** A read that is complete, with the judgement whether absence from it counts. */
type JudgedRead = ReadState & { certificate: Certificate };

/** What was staged is gone, and with it what everybody's absence was to be judged by. */
export class StagingLostError extends Error {
  override readonly name = "StagingLostError";
}

/** Who was not named has not changed, or is gone: nobody can say. */
const ONLY_CHANGES: Certificate = {
  grade: "none",
  code: "onlyChanges",
  reason: "the vendor was only asked who changed",
};

/** Brings staging to one row a person and judges, once for a read, whether absence from it counts. */
export async function takeCensus(engine: Engine, input: ReadInput, state: ReadState): Promise<JudgedRead> {
  const { lease, run, source } = input;
  const { certificate } = state;
  if (certificate) return { ...state, certificate };
  return inRun(
    engine,
    lease,
    async (tx) => {
      await enterState(tx, lease, "planning");
      const { rows, distinctIds } = await countStaged(tx, run.id);
      if (rows !== state.people - state.unreadable) throw new StagingLostError();
      const duplicates = rows === distinctIds ? 0 : await dedupeStaged(tx, run.id);
      const facts = readFacts(state, distinctIds, source.integration.lastRestricted);
      const judged = {
        ...state,
        duplicates,
        certificate: input.since === null ? certify(facts) : ONLY_CHANGES,
      };
      await recordCensus(tx, run.id, { checkpoint: judged, rows: distinctIds });
      return judged;
    },
    input.signal,
  );
}

/** Drafts the run's plan as a batch that is not sealed, and judges it. */
export async function makePlan(engine: Engine, input: ReadInput, state: JudgedRead): Promise<Plan> {
  const { lease, run } = input;
  return inRun(
    engine,
    lease,
    async (tx) => {
      // Whoever erases somebody waits for the run's row, and then finds all that was planned of them.
      await enterState(tx, lease, "planning");
      await refuseLostStaging(tx, run.id);
      await dropPlans(tx, run.id);
      const actor = run.requestedBy;
      const batchId = await openBatch(tx, {
        orgId: run.orgId,
        runId: run.id,
        kind: "run",
        actor,
        now: engine.now(),
      });
      const { certificate, persons, duplicates, people: peopleRead } = state;
      // Who came twice was counted twice.
      const readFill = duplicates === 0 ? state.fill : null;
      return draft(tx, engine, input, { batchId, certificate, persons, duplicates, peopleRead, readFill });
    },
    input.signal,
  );
}

/** What of a plan a second draft of it starts from. */
type PlanSeed = Pick<Plan, "batchId" | "certificate" | "persons" | "duplicates" | "peopleRead" | "readFill">;

/** Drafts into a batch that is empty: at first, and again under the lock when the organization moved on. */
export async function draft(tx: Tx, engine: Engine, input: ReadInput, seed: PlanSeed): Promise<Plan> {
  const { run, source } = input;
  const { batchId, certificate, persons } = seed;
  const { integration, connector } = source;
  const policy = policyOf(integration.policy);
  const owner = { orgId: run.orgId, keyring: engine.keyring };
  const sifted = await siftStaged(tx, owner, { runId: run.id, integrationId: integration.id });
  const { scope, newMembers } = policy;
  const baseline = await readBaseline(tx, integration.id);
  const fill =
    input.since === null ? ((sifted ? null : seed.readFill) ?? (await countFill(tx, run.id))) : null;
  const fallen = await findFallen(tx, input, { baseline, fill });
  const kept = await keptFields(tx, input, fallen, policy);
  await markScope(tx, { runId: run.id, integrationId: integration.id, scope, kept });
  const planInput: PlanInput = {
    orgId: run.orgId,
    integrationId: integration.id,
    runId: run.id,
    batchId,
    certified: certificate.grade !== "none",
    secondLookBefore: secondLookBefore(engine, input, policy),
    canLook: connector.readOne !== undefined,
    persons,
    newMembers,
  };
  await draftPlan(tx, planInput);
  const { asOf } = run;
  await draftLapsed(tx, { ...planInput, asOf: asOf ?? "" });
  await draftStaleClaims(tx, { ...planInput, now: engine.now(), days: policy.staleDays });
  await draftUnclaimed(tx, planInput);
  const known = await knowsAnybody(tx, planInput);
  if (known) {
    await skipRemoved(tx, batchId);
    await keepDeclined(tx, planInput);
  }
  await findConflicts(tx, engine, planInput, { atCreation: creationTargets(integration.mapping), known });
  const counts = await countPlan(tx, { batchId, runId: run.id, integrationId: integration.id });
  const summary = await summarize(tx, engine, input, { seed, known, counts, baseline, fallen });
  const [trips, signs] = [judge(summary, policy), wholeTrips(summary, policy)];
  const { base, accepted } = summary;
  await passing("judged", run.orgId);
  return { ...seed, known, counts, base, trips, signs, accepted, fill, policy };
}

/** What people accepted is of full plans: a plan of a few says something else by the same numbers. */
export async function acceptedFor(
  tx: Tx,
  engine: Engine,
  { since, source }: ReadInput,
): Promise<readonly Accepted[]> {
  if (since !== null) return [];
  return listAccepted(tx, { integrationId: source.integration.id, now: engine.now() });
}

/** Takes out whatever is not clear about who is who. An address that is kept collides as it is kept. */
async function findConflicts(
  tx: Tx,
  { keyring }: Engine,
  input: PlanInput,
  { atCreation, known }: { atCreation: readonly Target[]; known: boolean },
): Promise<void> {
  await obeyDecisions(tx, input);
  if (known) await findReusedIds(tx, input);
  await findLookAlikes(tx, input);
  await keepPinned(tx, input.batchId);
  await keepCreated(tx, input.batchId, atCreation);
  await holdErasedEmails(tx, { orgId: input.orgId, keyring }, input);
  await resolveCollisions(tx, input.batchId, "conflict");
  if (known) await dropStanding(tx, input.batchId);
}

async function summarize(
  tx: Tx,
  engine: Engine,
  input: ReadInput,
  {
    seed,
    known,
    counts,
    baseline,
    fallen,
  }: {
    seed: PlanSeed;
    known: boolean;
    counts: PlanCounts;
    baseline: Baseline | undefined;
    fallen: readonly FieldFill[];
  },
): Promise<PlanSummary> {
  const { run, since, source } = input;
  const { integration, connector } = source;
  const { id: integrationId } = integration;
  const scopeLeaves = policyOf(integration.policy).outOfScope === "auto";
  const { batchId } = seed;
  const nothing = !known || (fallen.length === 0 && saysNothing(counts));
  const numbers = await gateNumbers(tx, { batchId, integrationId, now: engine.now(), scopeLeaves, nothing });
  const leavers = numbers.terminations + numbers.absences;
  const announced = leavers === 0 ? [] : await listAnnouncements(tx, integrationId, run.asOf ?? "");
  return {
    ...numbers,
    people: seed.peopleRead === 0 ? 0 : counts.people,
    // Nobody changed is no empty roster.
    lastPeople: since === null ? integration.lastPeople : null,
    firstRun: integration.lastAppliedRun === null,
    configChanged: since === null ? configChange(baseline) : null,
    accountChanged: since === null && changedParts(baseline).includes("settings"),
    listsLeavers: connector.listsLeavers,
    grade: seed.certificate.grade,
    reactivations: counts.reactivate,
    creates: counts.create,
    rejects: counts.reject,
    conflicts:
      counts.conflict === 0
        ? 0
        : await countConflicts(tx, { batchId: seed.batchId, runId: run.id, integrationId }),
    duplicates: seed.duplicates,
    fields: fallen,
    announced: announced.reduce((sum, { leavers: people, used }) => sum + people - used, 0),
    accepted: await acceptedFor(tx, engine, input),
  };
}

/** Of everybody who was read nothing is new, and nothing waits. */
function saysNothing({ people, unchanged, suspect }: PlanCounts): boolean {
  return people > 0 && unchanged === people && suspect === 0;
}

const CONFIG_PARTS = {
  settings: "the settings",
  principal: "the credentials",
  mapping: "the mapping",
  policy: "the policy",
} as const;

type ConfigPart = keyof typeof CONFIG_PARTS;

/** What a person changed since the last applied full run. */
function changedParts(baseline: Baseline | undefined): ConfigPart[] {
  const { config, currentConfig } = baseline ?? {};
  if (!config || !currentConfig) return [];
  const parts: readonly ConfigPart[] = ["settings", "principal", "mapping", "policy"];
  return parts.filter((part) => config[part] !== currentConfig[part]);
}

/** The same in words. */
function configChange(baseline: Baseline | undefined): string | null {
  const changed = changedParts(baseline);
  return changed.length === 0 ? null : changed.map((part) => CONFIG_PARTS[part]).join(" and ");
}

/** Before people's absence is counted, and again before it is applied. */
export async function refuseLostStaging(tx: Tx, runId: number): Promise<void> {
  if (!(await stagingIsWhole(tx, runId))) throw new StagingLostError();
}

/** Suspects first missed before this instant may be looked at a second time: hours before this read began. */
export function secondLookBefore(
  engine: Engine,
  { run }: ReadInput,
  policy: Pick<Policy, "secondLookHours">,
): Date {
  const began = run.startedAt ?? engine.now();
  return new Date(began.getTime() - policy.secondLookHours * 3_600_000);
}
