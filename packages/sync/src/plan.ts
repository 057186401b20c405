import {
  type Certificate,
  certify,
  DEFAULT_POLICY,
  judge,
  type Policy,
  type PlanSummary,
  type Trip,
} from "@muster/roster";
import {
  countPlan,
  countStaged,
  dedupeStaged,
  draftPlan,
  dropPlans,
  enterState,
  openBatch,
  type PlanCounts,
  recordCensus,
  resolveCollisions,
  stagingIsWhole,
  summarizePlan,
  type Tx,
} from "@muster/store";
import type { Engine } from "./engine.ts";
import type { ReadInput } from "./read.ts";
import { readFacts, type ReadState } from "./read-state.ts";
import { inRun } from "./run-transaction.ts";

/** A plan and what the gate says of it. */
export interface Plan {
  batchId: number;
  counts: PlanCounts;
  /** Members whom the integration claims at the start of the run. */
  base: number;
  trips: Trip[];
  certificate: Certificate;
  /** Whether a record named its person. */
  persons: boolean;
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
      if (rows !== distinctIds) await dedupeStaged(tx, run.id);
      const facts = readFacts(state, distinctIds, source.integration.lastRestricted);
      const judged = { ...state, certificate: input.since === null ? certify(facts) : ONLY_CHANGES };
      await recordCensus(tx, run.id, judged);
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
      const { certificate, persons } = state;
      return draft(tx, engine, input, { batchId, certificate, persons });
    },
    input.signal,
  );
}

/** Drafts into a batch that is empty: at first, and again under the lock when the organization moved on. */
export async function draft(
  tx: Tx,
  engine: Engine,
  input: ReadInput,
  { batchId, certificate, persons }: Pick<Plan, "batchId" | "certificate" | "persons">,
): Promise<Plan> {
  const { run, source } = input;
  const { integration, connector } = source;
  const policy = { ...DEFAULT_POLICY, ...integration.policy };
  await draftPlan(tx, {
    orgId: run.orgId,
    integrationId: integration.id,
    runId: run.id,
    batchId,
    certified: certificate.grade !== "none",
    secondLookBefore: secondLookBefore(engine, input, policy),
    canLook: connector.readOne !== undefined,
    persons,
  });
  await resolveCollisions(tx, batchId, "conflict");
  const numbers = await summarizePlan(tx, { batchId, integrationId: integration.id });
  const counts = await countPlan(tx, { batchId, runId: run.id, integrationId: integration.id });
  const summary: PlanSummary = {
    ...numbers,
    people: counts.people,
    // Nobody changed is no empty roster.
    lastPeople: input.since === null ? integration.lastPeople : null,
    firstRun: integration.lastAppliedRun === null,
    listsLeavers: connector.listsLeavers,
    grade: certificate.grade,
  };
  const trips = judge(summary, policy);
  return { batchId, counts, base: numbers.base, trips, certificate, persons, policy };
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
