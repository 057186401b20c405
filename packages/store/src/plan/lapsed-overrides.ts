import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { draftLate, type LateInput, lateLeavers } from "./late-leavers.ts";

/**
 * Adds to a draft the leavers whom a person had kept until a day that has passed: their claim has stood at `left`
 * since. `asOf` is the day by which the run judges.
 */
export async function draftLapsed(tx: Tx, input: LateInput & { asOf: string }): Promise<void> {
  const lapsed = sql`select member_id from overrides where ended_at is null and until < ${input.asOf}::date`;
  await draftLate(tx, input, lateLeavers(input, lapsed), "overrideEnded");
}
