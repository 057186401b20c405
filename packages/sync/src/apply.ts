import { isDeepStrictEqual } from "node:util";
import {
  applyBatch,
  countPlan,
  deferMoved,
  dropOutlived,
  dropStanding,
  endDeclines,
  endRun,
  enterState,
  giveSeats,
  type HeldPart,
  type HoldRule,
  type HoldCause,
  holdFields,
  holdRows,
  keepFields,
  lockMembers,
  moveWatermark,
  markHeld,
  passing,
  type PlanCounts,
  planIsStale,
  raiseOverruled,
  recordBaseline,
  recordConflicts,
  resolveCollisions,
  restartPlan,
  type RunOutcome,
  type RunRecord,
  sealBatch,
  settlePlanHolds,
  standingFields,
  takenBack,
  tryApplyLock,
  type Tx,
  useAnnouncements,
  type Waiting,
  withdrawConflicts,
} from "@muster/store";
import type { MappingTarget } from "@muster/connector-sdk";
import { type Held, type Trip, UNCERTIFIED_AFTER } from "@muster/roster";
import type { Engine } from "./engine.ts";
import { acceptedFor, draft, type Plan, refuseLostStaging } from "./plan.ts";
import type { ReadInput } from "./read.ts";
import type { ReadState } from "./read-state.ts";
import { reviewRules } from "./review-rules.ts";
import { inRun } from "./run-transaction.ts";

/**
 * Applies a plan and ends the run, in one transaction: members, identities, deactivations and match flags change
 * together or not at all. Gives undefined where another apply of the organization is under way.
 */
export async function applyPlan(
  engine: Engine,
  input: ReadInput,
  planned: Plan,
  state: ReadState,
): Promise<RunOutcome | undefined> {
  return inRun(
    engine,
    input.lease,
    async (tx) => {
      if (!(await tryApplyLock(tx, input.run.orgId))) return undefined;
      await refuseLostStaging(tx, input.run.id);
      await enterState(tx, input.lease, "applying");
      const plan = await currentPlan(tx, engine, input, planned);
      const conflicts = {
        batchId: plan.batchId,
        runId: input.run.id,
        integrationId: input.source.integration.id,
        now: engine.now(),
      };
      // Also those of a plan that is held because of their number: they are what a person decides.
      if (plan.counts.conflict > 0) await recordConflicts(tx, conflicts);
      await settle(tx, engine, input, plan);
      const outcome = tellStreak(
        input,
        plan,
        holdsEverything(plan.trips)
          ? heldWhole(input, plan)
          : await applyAndHold(tx, engine, input, plan, state),
      );
      await endRun(tx, input.lease, outcome, engine.now());
      await passing("ended", input.run.orgId);
      return outcome;
    },
    input.signal,
  );
}

/** What a run would do, ended without doing it. */
export async function endDryRun(engine: Engine, input: ReadInput, planned: Plan): Promise<RunOutcome> {
  return inRun(engine, input.lease, async (tx) => {
    // Before it is drafted again: whoever erases somebody meanwhile waits for the run's row.
    await enterState(tx, input.lease, "planning");
    await refuseLostStaging(tx, input.run.id);
    const plan = await currentPlan(tx, engine, input, planned);
    const outcome = holdsEverything(plan.trips)
      ? heldWhole(input, plan)
      : await takenBack(tx, async () => {
          const { waiting, taken } = await hold(tx, engine, input, plan);
          const counts = await recount(tx, input, plan, taken);
          return outcomeOf(input, plan, { counts, waiting, deferred: 0 });
        });
    await endRun(tx, input.lease, outcome, engine.now());
    return outcome;
  });
}

/** Under the lock nothing else of the organization is sealed or accepted: one more draft is enough. */
async function currentPlan(tx: Tx, engine: Engine, input: ReadInput, planned: Plan): Promise<Plan> {
  const accepted = await acceptedFor(tx, engine, input);
  const asPlanned = isDeepStrictEqual(accepted, planned.accepted);
  if (asPlanned && !(await planIsStale(tx, planned.batchId))) return planned;
  await restartPlan(tx, planned.batchId);
  return draft(tx, engine, input, planned);
}

/** A plan that is held whole is a question to a person; one that is not answers those that were asked. */
async function settle(
  tx: Tx,
  engine: Engine,
  { run, since, source }: ReadInput,
  { signs, trips }: Plan,
): Promise<void> {
  await settlePlanHolds(tx, {
    orgId: run.orgId,
    integrationId: source.integration.id,
    runId: run.id,
    now: engine.now(),
    signs,
    holding: trips.find(({ holds }) => holds === "everything"),
    everybody: since === null,
  });
}

async function applyAndHold(
  tx: Tx,
  engine: Engine,
  input: ReadInput,
  plan: Plan,
  state: ReadState,
): Promise<RunOutcome> {
  const { run, source } = input;
  const { batchId } = plan;
  const now = engine.now();
  const { waiting, taken } = await hold(tx, engine, input, plan);
  if (taken) await askForHeldAddresses(tx, input, plan, now);
  const deferred = await deferRivals(tx, plan, taken);
  const counts = await recount(tx, input, plan, taken || deferred > 0);
  if (counts.deactivate > 0) {
    await useAnnouncements(tx, {
      integrationId: source.integration.id,
      day: run.asOf ?? "",
      leavers: counts.deactivate,
    });
  }
  await applyBatch(tx, { batchId, now, door: run.door, runId: run.id, approvedBy: null });
  await passing("applied", run.orgId);
  await endDeclines(tx, { batchId, runId: run.id, integrationId: source.integration.id, now });
  await markHeld(tx, { runId: run.id, integrationId: source.integration.id });
  const certified = plan.certificate.grade !== "none";
  const everybody = input.since === null;
  const about = { runId: run.id, integrationId: source.integration.id, now };
  await withdrawConflicts(tx, { ...about, certified, everybody });
  // Whoever was deferred is told of again only if the vendor is asked from the same point.
  if (state.watermark !== null && deferred === 0)
    await moveWatermark(tx, source.integration, state.watermark);
  if (plan.fill !== null) {
    await recordBaseline(tx, {
      integrationId: source.integration.id,
      runId: run.id,
      people: counts.people,
      restricted: plan.certificate.grade === "none" ? null : state.restricted,
      fill: plan.fill,
      held: waiting.flatMap(({ field }) => field ?? []),
    });
  }
  await sealBatch(tx, batchId, now);
  await passing("sealed", run.orgId);
  return outcomeOf(input, plan, { counts, waiting, deferred });
}

/** Whom somebody changed since the plan, and then, where the plan is another one by now, whoever wants their address. */
async function deferRivals(tx: Tx, { batchId, known }: Plan, taken: boolean): Promise<number> {
  if (!known) return taken ? resolveCollisions(tx, batchId, "defer") : 0;
  await lockMembers(tx, batchId);
  const moved = await deferMoved(tx, batchId);
  // Nothing of the organization was sealed since it was drafted: of the same rows it would find the same.
  if (moved === 0 && !taken) return 0;
  return moved + (await resolveCollisions(tx, batchId, "defer"));
}

/** An address that somebody gives up only once they are let through is not free: whoever wants it waits by name. */
async function askForHeldAddresses(
  tx: Tx,
  { run, source }: ReadInput,
  { batchId }: Plan,
  now: Date,
): Promise<void> {
  if ((await resolveCollisions(tx, batchId, "conflict")) === 0) return;
  await dropStanding(tx, batchId);
  await recordConflicts(tx, { batchId, runId: run.id, integrationId: source.integration.id, now });
}

/** One read without a certificate may be bad luck; three in a row are not: nobody who is gone is noticed meanwhile. */
function tellStreak({ source, since }: ReadInput, plan: Plan, outcome: RunOutcome): RunOutcome {
  const { reasonCode, reason = "" } = uncertified(plan);
  if (since !== null || reasonCode === undefined) return outcome;
  // Those before this one: it has not ended yet.
  if (source.integration.uncertified + 1 < UNCERTIFIED_AFTER) return outcome;
  // A plan that is held whole has a reason of its own besides.
  const own = outcome.reasonCode === reasonCode ? "" : ` ${outcome.reason ?? ""}`;
  return { ...outcome, reason: `Action needed, for the third full read in a row: ${reason}${own}` };
}

/** What waits for a person: rows of the plan by the rule that holds them, or a field that is kept at its last values. */
type HeldRows = Waiting & { field?: MappingTarget };

/**
 * Rows and fields that a rule holds, and those about which somebody was asked before, leave the plan. `taken`: some
 * may have.
 */
async function hold(
  tx: Tx,
  engine: Engine,
  input: ReadInput,
  plan: Plan,
): Promise<{ waiting: HeldRows[]; taken: boolean }> {
  const { run, since, source } = input;
  const { batchId, trips } = plan;
  const now = engine.now();
  const integrationId = source.integration.id;
  const everybody = since === null;
  const fields = everybody ? await holdFallen(tx, { run, integrationId, now, trips }) : [];
  // A run of changes asks nothing about a field; what waits stays as it is all the same.
  const kept = everybody ? fields : await standingFields(tx, integrationId);
  await keepFields(
    tx,
    batchId,
    kept.flatMap((one) => ("state" in one && one.state === "approved" ? [] : [one.field])),
  );
  const rules = [...(await reviewRules(tx, plan)), ...trips.flatMap(holdRules)];
  const certified = plan.certificate.grade !== "none";
  await dropOutlived(tx, { batchId, integrationId, now, certified });
  const about = { batchId, runId: run.id, integrationId, now, everybody, known: plan.known };
  await raiseOverruled(tx, about);
  const { waiting: rows, standing } = await holdRows(tx, { ...about, rules });
  return { waiting: [...rows, ...fields], taken: standing || kept.length > 0 };
}

async function holdFallen(
  tx: Tx,
  {
    run,
    integrationId,
    now,
    trips,
  }: { run: RunRecord; integrationId: number; now: Date; trips: readonly Trip[] },
): Promise<(Waiting & { field: MappingTarget })[]> {
  const fallen = trips.flatMap(({ field, people, rule }) => (field ? [{ field, people, rule }] : []));
  const holds = await holdFields(tx, { orgId: run.orgId, integrationId, runId: run.id, now, fallen });
  return holds.map(({ field, people, rule, since }) => ({
    code: "fieldEmptied",
    rule: `${rule}; kept at its last values since ${since.toISOString().slice(0, 10)}`,
    people,
    field,
  }));
}

/** What is left of the plan, with the seats given out. `changed`: it is no longer what was counted. */
async function recount(
  tx: Tx,
  { run, source }: ReadInput,
  { batchId, counts: planned }: Plan,
  changed: boolean,
): Promise<PlanCounts> {
  const seated = await giveSeats(tx, { orgId: run.orgId, batchId });
  if (seated === null && !changed) return planned;
  const counts = await countPlan(tx, { batchId, runId: run.id, integrationId: source.integration.id });
  return { ...counts, advance: counts.advance + (seated ?? 0) };
}

function outcomeOf(
  { since }: ReadInput,
  plan: Plan,
  { counts, waiting, deferred }: { counts: PlanCounts; waiting: readonly HeldRows[]; deferred: number },
): RunOutcome {
  const held = waiting.reduce((sum, part) => sum + part.people, 0);
  return {
    state: held > 0 ? "held" : "succeeded",
    certificate: plan.certificate.grade,
    counts: { ...counts, held, deferred },
    held: waiting.map(({ code, rule, people }) => ({ code, rule, people, base: plan.base })),
    ...(held > 0 && {
      reasonCode: waiting[0]?.code ?? "held",
      reason: `${held} people wait for a decision; the rest was applied.`,
      fix: "Look at them with `muster runs show`, then `muster runs approve` or `muster runs reject` them.",
    }),
    ...(since === null && uncertified(plan)),
  };
}

function heldWhole({ run }: ReadInput, plan: Plan): RunOutcome {
  const [trip] = plan.trips;
  const look = "Look at the HR system: Test connection tells what the credentials no longer see.";
  return {
    state: "held",
    certificate: plan.certificate.grade,
    counts: { ...plan.counts, held: heldPeople(plan.trips), deferred: 0 },
    held: plan.trips.map(heldPart),
    reasonCode: trip?.code ?? "held",
    reason: `Nothing was applied: ${trip?.rule ?? "a rule held the whole plan"}.`,
    fix: run.dryRun
      ? look
      : `${look} If the people are as they should be, \`muster runs approve ${run.id} --all\` lets the next full run through.`,
  };
}

/** A run without a certificate applied what it read and said nothing of whom it did not see. */
function uncertified({ certificate }: Plan): Partial<RunOutcome> {
  if (certificate.grade !== "none") return {};
  return {
    reasonCode: certificate.code,
    reason: `Nobody was missed on the strength of this read: ${certificate.reason}.`,
    fix:
      certificate.code === "permissionsNarrowed"
        ? "Give the credentials these rights again, or accept their loss with `muster integrations set ID --accept-permissions`."
        : "Sync again; if it comes back, Test connection tells what is wrong.",
  };
}

function holdsEverything(trips: readonly Trip[]): boolean {
  return trips.some((trip) => trip.holds === "everything");
}

const CAUSES: Readonly<Record<Held, readonly HoldCause[]>> = {
  terminations: ["termination", "outOfScope"],
  absences: ["absence"],
  leavers: ["termination", "absence", "outOfScope"],
  groupLeavers: ["termination", "absence", "outOfScope"],
  matchedLeavers: ["termination", "absence", "outOfScope"],
  creates: ["create"],
  reactivations: ["reactivate"],
  field: [],
  everything: [],
};

function holdRules({ holds, code, rule, group }: Trip): HoldRule[] {
  const causes = CAUSES[holds];
  if (causes.length === 0) return [];
  const only = holds === "matchedLeavers" ? "matched" : group;
  return [{ causes, code, rule, ...(only && { only }) }];
}

function heldPart({ code, people, base, rule }: Trip): HeldPart {
  return { code, people, base, rule };
}

function heldPeople(trips: readonly Trip[]): number {
  return trips.reduce((sum, trip) => sum + trip.people, 0);
}
