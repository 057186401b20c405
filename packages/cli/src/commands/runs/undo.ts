import { type LeftAlone, previewUndo, type Undone, undoRun } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { confirm } from "../../context/confirm.ts";
import { runOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";

interface UndoOptions {
  dryRun: boolean;
  reason?: string;
}

/** Takes back what a run did and what was approved of its holds. */
export async function undo(context: Context<UndoOptions>, text: string): Promise<void> {
  const { dryRun, reason = null } = context.options;
  const { runId, undone } = await inOrganization(context, async (session) => {
    const { id } = await runOf(session, text);
    const { store, org, act } = session;
    const preview = (): Promise<Undone> => store.forOrganization(org.id, (tx) => previewUndo(tx, act(), id));
    if (dryRun) return { runId: id, undone: await preview() };
    // Somebody who is asked is told of how much; whoever has said yes does not wait for it.
    const people = context.options.yes ? 0 : peopleOf(await preview());
    await confirm(context, `Undo run ${id}, which takes back changes of ${people} people?`);
    const done = await store.forOrganization(org.id, (tx) => undoRun(tx, act(), { runId: id, reason }));
    return { runId: id, undone: done };
  });
  print(context, runId, undone);
}

function peopleOf({ reverted }: Undone): number {
  return Object.values(reverted).reduce((sum, people) => sum + people, 0);
}

/** What was taken back, by what the run had done. */
const WORDS = [
  ["create", "new members deactivated again"],
  ["update", "people with their earlier values"],
  ["deactivate", "leavers back"],
  ["reactivate", "people who had come back out again"],
  ["advance", "people waiting again"],
  ["link", "records off their members"],
  ["suspect", "people missed no more"],
] as const;

const LEFT: Readonly<Record<LeftAlone["reason"], string>> = {
  touchedSince: "changed since",
  pinned: "pinned",
  emailTaken: "somebody else has the address by now",
  erased: "erased",
};

function print({ output, options }: Context<UndoOptions>, runId: number, undone: Undone): void {
  const { reverted, left } = undone;
  if (options.json) {
    output.json({ run: String(runId), dryRun: options.dryRun, reverted, left: left.map(leftJson) });
    return;
  }
  const rows = WORDS.flatMap(([did, words]) => (reverted[did] > 0 ? [[words, reverted[did]]] : []));
  if (rows.length > 0) output.line(renderTable([options.dryRun ? "would be" : "undone", "people"], rows));
  if (left.length > 0) output.line(leftTable(left));
  if (rows.length === 0) output.note(`Of run ${runId} there is nothing to take back; nothing changed.`);
  else if (options.dryRun) output.note("Nothing was done: this was a dry run.");
  else output.note(`Run ${runId} is undone. No sync does it again until the source says something else.`);
}

function leftTable(left: readonly LeftAlone[]): string {
  return renderTable(
    ["left as it is", "member", "person", "why"],
    left.map(({ did, field, memberId, name, workEmail, ...why }) => [
      field ?? did,
      memberId,
      name ?? workEmail,
      reasonText(why),
    ]),
  );
}

function reasonText({ reason, by, run }: Pick<LeftAlone, "reason" | "by" | "run">): string {
  const who = run === null ? by : `run ${run}`;
  return who === null ? LEFT[reason] : `${LEFT[reason]} by ${who}`;
}

function leftJson({ memberId, run, ...entry }: LeftAlone): object {
  return { member: String(memberId), ...entry, run: run === null ? null : String(run) };
}
