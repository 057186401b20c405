import type { DecidedHold, Hold } from "@muster/store";
import { renderTable } from "../../output/table.ts";

const WAITS_AS = {
  termination: "leaver, by the vendor's word",
  absence: "leaver, missing",
  outOfScope: "leaver, outside of the scope",
  create: "joiner",
  reactivate: "back again",
} as const;

/** People who wait for a decision, or whom one was just about. */
export function holdTable(holds: readonly Hold[]): string {
  return renderTable(
    ["member", "external id", "name", "work e-mail", "waits as", "held by"],
    holds.map((hold) => [
      hold.memberId,
      hold.externalId,
      hold.displayName,
      hold.workEmail,
      WAITS_AS[hold.cause],
      hold.code,
    ]),
  );
}

const DECISIONS = {
  approved: "approved, applied by the next run",
  applied: "approved and applied",
  rejected: "kept",
  withdrawn: "no longer so",
} as const;

/** People of a run who wait no longer, and who decided. */
export function decidedTable(holds: readonly DecidedHold[]): string {
  return renderTable(
    ["member", "name", "decision", "by", "at", "reason"],
    holds.map((hold) => [
      hold.memberId,
      hold.displayName,
      DECISIONS[hold.state],
      hold.decidedBy,
      hold.decidedAt,
      hold.decisionReason,
    ]),
  );
}
