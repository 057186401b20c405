import type { DecidedHold, FieldHold, Hold, PlanHold } from "@muster/store";
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
    ["member", "external id", "name", "work e-mail", "waits as", "held by", "since", "besides"],
    holds.map((hold) => [
      hold.memberId,
      hold.externalId,
      hold.displayName,
      hold.workEmail,
      WAITS_AS[hold.cause],
      hold.code,
      hold.createdAt,
      besides(hold),
    ]),
  );
}

interface Waits {
  firstBy: string | null;
  snoozedUntil: string | null;
  snoozeReason: string | null;
}

/** What else is to be known of something that waits. */
function besides({ firstBy, snoozedUntil, snoozeReason }: Waits): string {
  const parts = [
    firstBy === null ? "" : `approved by ${firstBy}, waits for a second admin`,
    snoozedUntil === null ? "" : `snoozed until ${snoozedUntil} because: ${snoozeReason ?? ""}`,
  ];
  return parts.filter((part) => part !== "").join("; ");
}

/** Fields and whole plans that wait for a decision, or were decided. */
export function partsTable(fields: readonly FieldHold[], plans: readonly PlanHold[]): string {
  return renderTable(
    ["held whole", "people", "state", "by", "at", "since", "besides"],
    [
      ...fields.map((one) => [
        `field ${one.field}`,
        one.people,
        "waits",
        null,
        null,
        one.since,
        besides(one),
      ]),
      ...plans.map((one) => [
        `plan: ${one.code}`,
        one.people,
        one.state === "open" ? "waits" : DECISIONS[one.state],
        one.decidedBy,
        one.decidedAt,
        one.createdAt,
        one.state === "open" ? besides(one) : one.decisionReason,
      ]),
    ],
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
      hold.firstBy === null ? hold.decidedBy : `${hold.firstBy}, confirmed by ${hold.decidedBy}`,
      hold.decidedAt,
      hold.decisionReason,
    ]),
  );
}
