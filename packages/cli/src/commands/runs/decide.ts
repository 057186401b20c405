import { foldKey } from "@muster/roster";
import {
  approveFields,
  approveHolds,
  type FieldHold,
  type Hold,
  type HoldSelection,
  listHolds,
  OVERRULED,
  rejectHolds,
} from "@muster/store";
import { syncNow } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { confirm } from "../../context/confirm.ts";
import { integrationOf, runOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { holdTable } from "./hold-table.ts";
import { holdJson } from "./run-view.ts";

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
  /** The run that applies what was approved and not applied at once. */
  followUp?: number;
  /** Protected people whom an approval of everybody left out. */
  leftOut?: number;
}

/** Lets what a run holds through, and exactly what is named. */
export async function approve(context: Context<DecideOptions>, text: string): Promise<void> {
  const { options } = context;
  const decided = await inOrganization(context, async (session) => {
    const { store, org, act, engine } = session;
    const run = await runOf(session, text);
    const selection = selectionOf(options);
    await confirmAll(context, session, run.id);
    const { actor, now } = act();
    const found = await store.forOrganization(org.id, async (tx) => ({
      holds: selection
        ? await approveHolds(tx, act(), { runId: run.id, selection, reason: options.reason ?? null })
        : [],
      fields: await approveFields(tx, {
        runId: run.id,
        fields: options.all ? "all" : (options.field ?? []),
        actor,
        now,
      }),
      leftOut: options.all ? (await listHolds(tx, run.id)).filter((hold) => hold.protected).length : 0,
    }));
    const later = found.holds.some(
      ({ cause, code }) => cause === "create" || (cause === "reactivate" && code !== OVERRULED),
    );
    if (!later && found.fields.length === 0) return found;
    const integration = await integrationOf(session, String(run.integrationId));
    const request = { mode: "full", dryRun: false, actor, forWorker: true } as const;
    return { ...found, followUp: (await syncNow(engine, integration, request)).id };
  });
  print(context, decided, "approved");
}

/** Keeps held people as they are. */
export async function reject(context: Context<DecideOptions>, text: string): Promise<void> {
  const { options } = context;
  const selection = selectionOf(options);
  if (!selection) {
    throw usageError("A field cannot be rejected: it is kept at its last values until it is approved.", {
      code: "noSelection",
      fix: "Give --person with an id or a work e-mail for each person, or --all.",
    });
  }
  const holds = await inOrganization(context, async (session) => {
    const run = await runOf(session, text);
    return session.store.forOrganization(session.org.id, (tx) =>
      rejectHolds(tx, session.act(), { runId: run.id, selection, reason: options.reason ?? null }),
    );
  });
  print(context, { holds, fields: [] }, "rejected");
}

async function confirmAll(
  context: Context<DecideOptions>,
  { store, org }: Session,
  runId: number,
): Promise<void> {
  if (!context.options.all) return;
  const holds = await store.forOrganization(org.id, (tx) => listHolds(tx, runId));
  const { length } = holds.filter((hold) => !hold.protected);
  if (length > 0) await confirm(context, `Approve all ${length} people whom run ${runId} holds?`);
}

/** Undefined where only fields are named. */
function selectionOf({ person, field, all }: DecideOptions): HoldSelection | undefined {
  if (all && person !== undefined) {
    throw usageError("--person and --all exclude each other.", { code: "noSelection", fix: FIX });
  }
  if (all) return { all: true };
  if (person !== undefined) return { people: person.map((who) => ({ text: who, emailKey: foldKey(who) })) };
  if (field !== undefined) return undefined;
  throw usageError("Whom to decide on is missing.", { code: "noSelection", fix: FIX });
}

const FIX = "Give --person with an id or a work e-mail for each person, or --all.";

function print({ output, options }: Context, decided: Decided, decision: "approved" | "rejected"): void {
  const { holds, fields, followUp, leftOut = 0 } = decided;
  if (leftOut > 0)
    output.note(`Protected people are approved by name only; left out with --all: ${leftOut}.`);
  if (options.json) {
    for (const hold of holds) output.json({ ...holdJson(hold), decision });
    for (const { field, people, rule } of fields) output.json({ field, people, rule, decision });
    return;
  }
  if (holds.length > 0) output.line(holdTable(holds));
  if (holds.length + fields.length === 0)
    output.note("Nothing of that waits (any more); nothing was decided.");
  const leavers = holds.filter(({ cause }) => cause !== "create" && cause !== "reactivate").length;
  const did = decision === "approved" ? "deactivated" : "kept";
  if (leavers > 0) output.note(`${leavers} ${leavers === 1 ? "person is" : "people are"} ${did}.`);
  for (const { field } of fields) output.note(`The field ${field} may be emptied.`);
  if (followUp !== undefined)
    output.note(`Run ${followUp} applies the rest that was approved, as soon as a worker takes it.`);
}
