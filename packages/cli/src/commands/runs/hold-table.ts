import type { DecidedHold, Hold } from "@muster/store";
import { renderTable } from "../../output/table.ts";

/** People who wait for a decision, or whom one was just about. */
export function holdTable(holds: readonly Hold[]): string {
  return renderTable(
    ["member", "external id", "name", "work e-mail", "leaves by", "held by"],
    holds.map((hold) => [
      hold.memberId,
      hold.externalId,
      hold.displayName,
      hold.workEmail,
      hold.cause,
      hold.code,
    ]),
  );
}

const DECISIONS = { applied: "deactivated", rejected: "kept", withdrawn: "seen again" } as const;

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
