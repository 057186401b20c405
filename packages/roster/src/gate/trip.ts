import type { MappingTarget } from "@muster/connector-sdk";
import type { Group } from "./summary.ts";

/**
 * What a trip holds; everything else goes on.
 *
 * - `terminations`, `absences`: leavers of one cause; `leavers`: of both
 * - `groupLeavers`: leavers of one group; `matchedLeavers`: those with active matches
 * - `creates`, `reactivations`: those rows
 * - `field`: one field stays at its last values
 * - `everything`: nothing of the plan is applied
 */
export type Held =
  | "terminations"
  | "absences"
  | "leavers"
  | "groupLeavers"
  | "matchedLeavers"
  | "creates"
  | "reactivations"
  | "field"
  | "everything";

/** A rule that tripped, with its numbers and itself in words. */
export interface Trip {
  code: string;
  holds: Held;
  people: number;
  base: number;
  rule: string;
  /** Of `groupLeavers`. */
  group?: Pick<Group, "kind" | "name">;
  /** Of `field`. */
  field?: MappingTarget;
}
