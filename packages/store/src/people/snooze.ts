import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { choose, type HoldSelection, note } from "./decide-holds.ts";
import type { Hold } from "./holds.ts";
import type { PersonAct } from "./person-act.ts";
import type { QuestionTable } from "./second-admin.ts";

export interface Snooze {
  runId: number;
  /** Everybody: the fields and the whole plan that wait, too. */
  selection: HoldSelection;
  /** YYYY-MM-DD, the day on which notices begin again. */
  until: string;
  reason: string;
}

/**
 * Puts notices about what a run holds off until a day. Nothing else changes: it waits on, and can be decided any time.
 * Gives the people, and how many fields and whole plans.
 */
export async function snoozeHolds(
  tx: Tx,
  act: PersonAct,
  { runId, selection, until, reason }: Snooze,
): Promise<{ holds: Hold[]; others: number }> {
  const holds = await choose(tx, { runId, selection });
  const put = async (table: QuestionTable, where: ReturnType<typeof sql<boolean>>): Promise<number> => {
    const { numAffectedRows } = await sql`
      update ${sql.table(table)} set snoozed_until = ${until}, snoozed_by = ${act.actor}, snooze_reason = ${reason}
      where state = 'open' and ${where}`.execute(tx);
    return Number(numAffectedRows ?? 0n);
  };
  await put("holds", sql`id = any (${holds.map(({ id }) => id)}::bigint[])`);
  await note(tx, act, holds, "snooze", reason);
  let others = 0;
  if ("all" in selection) {
    const ofRun = sql<boolean>`(run_id = ${runId} or last_run_id = ${runId})`;
    others = (await put("field_holds", ofRun)) + (await put("plan_holds", ofRun));
  }
  return { holds: holds.map((hold) => ({ ...hold, snoozedUntil: until, snoozeReason: reason })), others };
}
