import { foldKey } from "@muster/roster";
import {
  approveFields,
  approveHolds,
  approvePlan,
  type FieldHold,
  type Hold,
  type HoldSelection,
  listDecidedHolds,
  listHolds,
  listPlanHolds,
  type PlanHold,
  OVERRULED,
  rejectHolds,
  rejectPlan,
  type Tx,
} from "@muster/store";
import { syncNow } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { confirm } from "../../context/confirm.ts";
import { integrationOf, runOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { EXIT, type ExitCode } from "../../errors/exit-codes.ts";
import { holdTable, partsTable } from "./hold-table.ts";
import { holdJson, planHoldJson } from "./run-view.ts";

interface DecideOptions {
  person?: string[];
  field?: string[];
  all: boolean;
  reason?: string;
}

/** What a decision was about. */
interface Decided {
  holds: Hold[];
  fields: FieldHold[];
  plans: PlanHold[];
  /** Who had decided before, where nothing of a run waits any more. */
  earlier: string[];
  /** The run that applies what was approved and not applied at once. */
  followUp?: number;
  /** Whom an approval of everybody left out. */
  leftOut?: Hold[];
}

/** Lets what a run holds through, and exactly what is named. What needs a second admin is held on. */
export async function approve(context: Context<DecideOptions>, text: string): Promise<ExitCode> {
  const { options } = context;
  const decided = await inOrganization(context, async (session) => {
    const { store, org, act, engine } = session;
    const run = await runOf(session, text);
    const selection = selectionOf(options);
    await confirmAll(context, session, run.id);
    const { actor, now } = act();
    const reason = options.reason ?? null;
    const found = await store.forOrganization(org.id, async (tx) => ({
      holds: selection ? await approveHolds(tx, act(), { runId: run.id, selection, reason }) : [],
      fields: await approveFields(tx, {
        runId: run.id,
        fields: options.all ? "all" : (options.field ?? []),
        actor,
        now,
      }),
      plans: options.all ? await approvePlan(tx, act(), { runId: run.id, reason }) : [],
      leftOut: options.all ? (await listHolds(tx, run.id)).filter(({ firstBy }) => firstBy === null) : [],
      earlier: await deciders(tx, run.id),
    }));
    const later =
      found.holds.some(isLater) ||
      found.fields.some(({ firstBy }) => firstBy === null) ||
      found.plans.some(({ state }) => state === "approved");
    if (!later) return found;
    const integration = await integrationOf(session, String(run.integrationId));
    const request = { mode: "full", dryRun: false, actor, forWorker: true } as const;
    return { ...found, followUp: (await syncNow(engine, integration, request)).id };
  });
  print(context, decided, "approved");
  return awaitsSecond(decided) ? EXIT.held : EXIT.ok;
}

/** Whether the next run applies what was approved of somebody; all else was applied at once. */
function isLater({ cause, code, firstBy }: Hold): boolean {
  return firstBy === null && (cause === "create" || (cause === "reactivate" && code !== OVERRULED));
}

/** Keeps held people as they are, and a plan that is held whole as it is. */
export async function reject(context: Context<DecideOptions>, text: string): Promise<void> {
  const { options } = context;
  const selection = selectionOf(options);
  if (!selection) {
    throw usageError("A field cannot be rejected: it is kept at its last values until it is approved.", {
      code: "noSelection",
      fix: "Give --person with an id or a work e-mail for each person, or --all.",
    });
  }
  const decided = await inOrganization(context, async (session) => {
    const run = await runOf(session, text);
    const decision = { runId: run.id, reason: options.reason ?? null };
    return session.store.forOrganization(session.org.id, async (tx) => ({
      holds: await rejectHolds(tx, session.act(), { ...decision, selection }),
      plans: options.all ? await rejectPlan(tx, session.act(), decision) : [],
      fields: [],
      earlier: await deciders(tx, run.id),
    }));
  });
  print(context, decided, "rejected");
}

/** Who decided about a run's people, and when at last. */
async function deciders(tx: Tx, runId: number): Promise<string[]> {
  const decided = await listDecidedHolds(tx, runId);
  const last = new Map(
    decided.flatMap(({ decidedBy, decidedAt }) => (decidedBy === null ? [] : [[decidedBy, decidedAt]])),
  );
  return [...last].map(([who, at]) => `${who} at ${at.toISOString()}`);
}

function awaitsSecond({ holds, fields, plans }: Decided): boolean {
  return (
    [...holds, ...fields].some(({ firstBy }) => firstBy !== null) ||
    plans.some(({ state, firstBy }) => state === "open" && firstBy !== null)
  );
}

async function confirmAll(
  context: Context<DecideOptions>,
  { store, org }: Session,
  runId: number,
): Promise<void> {
  if (!context.options.all) return;
  const [people, plans] = await store.forOrganization(org.id, async (tx) => [
    (await listHolds(tx, runId)).filter((hold) => !hold.protected && hold.conflict === null).length,
    (await listPlanHolds(tx, runId)).filter(({ state }) => state === "open" || state === "rejected"),
  ]);
  const [plan] = plans;
  if (plan) {
    const { rule, people: meant } = plan;
    return confirm(context, `Let the plan of run ${runId} through, although ${rule}: ${meant} people?`);
  }
  if (people > 0) await confirm(context, `Approve all ${people} people whom run ${runId} holds?`);
}

/** Undefined where only fields are named. */
export function selectionOf({
  person,
  field,
  all,
}: Pick<DecideOptions, "person" | "field" | "all">): HoldSelection | undefined {
  if (all && person !== undefined) {
    throw usageError("--person and --all exclude each other.", { code: "noSelection", fix: FIX });
  }
  if (all) return { all: true };
  if (person !== undefined) return { people: person.map((who) => ({ text: who, emailKey: foldKey(who) })) };
  if (field !== undefined) return undefined;
  throw usageError("Whom to decide on is missing.", { code: "noSelection", fix: FIX });
}

const FIX = "Give --person with an id or a work e-mail for each person, or --all.";

/** Why an approval of everybody left people out. */
function leftOutNotes(holds: readonly Hold[]): string[] {
  const named = holds.filter((hold) => hold.protected).length;
  const disputed = holds.filter((hold) => !hold.protected && hold.conflict !== null).length;
  const claimed = holds.length - named - disputed;
  return [
    ...(named > 0 ? [`Protected people are approved by name only; left out with --all: ${named}.`] : []),
    ...(disputed > 0
      ? [`A conflict asks first who they are (\`muster conflicts list\`); left out with --all: ${disputed}.`]
      : []),
    ...(claimed > 0
      ? [`Another source claims them by now, and the next sync says so; left out with --all: ${claimed}.`]
      : []),
  ];
}

function print({ output, options }: Context, decided: Decided, decision: "approved" | "rejected"): void {
  const { holds, fields, plans, earlier, followUp, leftOut = [] } = decided;
  const second = awaitsSecond(decided);
  const told = (firstBy: string | null): string => (firstBy === null ? decision : "awaitsSecond");
  for (const note of leftOutNotes(leftOut)) output.note(note);
  if (options.json) {
    for (const hold of holds) output.json({ ...holdJson(hold), decision: told(hold.firstBy) });
    for (const { field, people, rule, firstBy } of fields)
      output.json({ field, people, rule, decision: told(firstBy) });
    for (const plan of plans)
      output.json({
        ...planHoldJson(plan),
        decision: plan.state === "open" ? told(plan.firstBy) : plan.state,
      });
    return;
  }
  if (holds.length > 0) output.line(holdTable(holds));
  if (plans.length > 0) output.line(partsTable([], plans));
  if (holds.length + fields.length + plans.length === 0) {
    const who = earlier.length === 0 ? "" : ` It was decided by ${earlier.join(", and by ")}.`;
    output.note(`Nothing of that waits (any more); nothing was decided.${who}`);
  }
  if (second) {
    output.note("Nothing of that is applied yet: so many people need a second admin.");
    output.note("What to do: ask another admin to give the same command within 72 hours.");
    return;
  }
  const leavers = holds.filter(({ cause }) => cause !== "create" && cause !== "reactivate").length;
  const did = decision === "approved" ? "deactivated" : "kept";
  if (leavers > 0) output.note(`${leavers} ${leavers === 1 ? "person is" : "people are"} ${did}.`);
  for (const { field } of fields) output.note(`The field ${field} may be emptied.`);
  if (followUp !== undefined)
    output.note(`Run ${followUp} applies the rest that was approved, as soon as a worker takes it.`);
}
