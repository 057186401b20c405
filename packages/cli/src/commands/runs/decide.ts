import { foldKey } from "@muster/roster";
import { approveHolds, type Hold, type HoldSelection, listHolds, rejectHolds } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { confirm } from "../../context/confirm.ts";
import { runOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { holdTable } from "./hold-table.ts";
import { holdJson } from "./run-view.ts";

interface DecideOptions {
  person?: string[];
  all: boolean;
  reason?: string;
}

/** Deactivates held people, and exactly those who are named. */
export async function approve(context: Context<DecideOptions>, text: string): Promise<void> {
  return decide(context, text, "approved");
}

/** Keeps held people in. */
export async function reject(context: Context<DecideOptions>, text: string): Promise<void> {
  return decide(context, text, "rejected");
}

async function decide(
  context: Context<DecideOptions>,
  text: string,
  decision: "approved" | "rejected",
): Promise<void> {
  const { output, options } = context;
  const selection = selectionOf(options);
  const decided = await inOrganization(context, async (session) => {
    const { store, org, act } = session;
    const run = await runOf(session, text);
    const inTx = <T>(work: Parameters<typeof store.forOrganization<T>>[1]) =>
      store.forOrganization(org.id, work);
    if (options.all && decision === "approved") {
      const { length } = await inTx((tx) => listHolds(tx, run.id));
      if (length > 0) await confirm(context, `Deactivate all ${length} people whom run ${run.id} holds?`);
    }
    const input = { runId: run.id, selection, reason: options.reason ?? null };
    return inTx((tx) => (decision === "approved" ? approveHolds : rejectHolds)(tx, act(), input));
  });
  print(context, decided, decision);
  if (decided.length === 0) output.note(`Run ${text} holds nobody (any more); nothing was decided.`);
}

function selectionOf({ person, all }: DecideOptions): HoldSelection {
  if (all === (person !== undefined)) {
    throw usageError(all ? "--person and --all exclude each other." : "Whom to decide on is missing.", {
      code: "noSelection",
      fix: "Give --person with an id or a work e-mail for each person, or --all.",
    });
  }
  if (person === undefined) return { all: true };
  return { people: person.map((who) => ({ text: who, emailKey: foldKey(who) })) };
}

function print(
  { output, options }: Context,
  holds: readonly Hold[],
  decision: "approved" | "rejected",
): void {
  if (options.json) return holds.forEach((hold) => output.json({ ...holdJson(hold), decision }));
  if (holds.length === 0) return;
  output.line(holdTable(holds));
  const did = decision === "approved" ? "deactivated" : "kept";
  output.note(`${holds.length} ${holds.length === 1 ? "person is" : "people are"} ${did}.`);
}
