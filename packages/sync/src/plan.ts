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
  recordStaged,
  resolveCollisions,
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
  policy: Policy;
}

/** Brings staging to one row a person and judges whether absence from it counts. */
export async function takeCensus(engine: Engine, input: ReadInput, state: ReadState): Promise<Certificate> {
  const { lease, run, source } = input;
  return inRun(
    engine,
    lease,
    async (tx) => {
      await enterState(tx, lease, "planning");
      const { rows, distinctIds } = await countStaged(tx, run.id);
      if (rows !== distinctIds) {
        await dedupeStaged(tx, run.id);
        await recordStaged(tx, run.id);
      }
      return certify(readFacts(state, distinctIds, source.integration.lastRestricted));
    },
    input.signal,
  );
}

/** Drafts the run's plan as a batch that is not sealed, and judges it. */
export async function makePlan(engine: Engine, input: ReadInput, certificate: Certificate): Promise<Plan> {
  const { lease, run } = input;
  return inRun(
    engine,
    lease,
    async (tx) => {
      await dropPlans(tx, run.id);
      const actor = run.requestedBy;
      const batchId = await openBatch(tx, {
        orgId: run.orgId,
        runId: run.id,
        kind: "run",
        actor,
        now: engine.now(),
      });
      return draft(tx, engine, input, { batchId, certificate });
    },
    input.signal,
  );
}

/** Drafts into a batch that is empty: at first, and again under the lock when the organization moved on. */
export async function draft(
  tx: Tx,
  engine: Engine,
  input: ReadInput,
  { batchId, certificate }: { batchId: number; certificate: Certificate },
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
    secondLookBefore: secondLookBefore(engine, policy),
    canLook: connector.readOne !== undefined,
  });
  await resolveCollisions(tx, batchId, "conflict");
  const numbers = await summarizePlan(tx, { batchId, integrationId: integration.id });
  const counts = await countPlan(tx, { batchId, runId: run.id, integrationId: integration.id });
  const summary: PlanSummary = {
    ...numbers,
    people: counts.people,
    lastPeople: integration.lastPeople,
    firstRun: integration.lastAppliedRun === null,
    listsLeavers: connector.listsLeavers,
    grade: certificate.grade,
  };
  return { batchId, counts, base: numbers.base, trips: judge(summary, policy), certificate, policy };
}

/** Suspects first missed before this instant may be looked at a second time. */
export function secondLookBefore(engine: Engine, policy: Pick<Policy, "secondLookHours">): Date {
  return new Date(engine.now().getTime() - policy.secondLookHours * 3_600_000);
}
