import type { DecidedHold, FieldHold, Hold, PlanHold, RunRecord } from "@muster/store";
import { progressOf } from "./progress.ts";

/** A run as JSON: ids are text, like in every answer. */
export function runJson(run: RunRecord, now: Date): object {
  return {
    id: String(run.id),
    integration: String(run.integrationId),
    mode: run.mode,
    dryRun: run.dryRun,
    state: run.state,
    certificate: run.certificate,
    people: run.people,
    total: run.total,
    progress: progressOf(run, now),
    counts: run.counts,
    held: run.held,
    reasonCode: run.reasonCode,
    reason: run.reason,
    fix: run.fix,
    requestedBy: run.requestedBy,
    asOf: run.asOf,
    queuedAt: run.queuedAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    undoneAt: run.undoneAt,
    undoneBy: run.undoneBy,
    undoReason: run.undoReason,
  };
}

export function holdJson(hold: Hold): object {
  const { memberId, externalId, workEmail, displayName, cause, code, rule, createdAt } = hold;
  const { firstBy, snoozedUntil, snoozeReason, protected: isProtected } = hold;
  const member = memberId === null ? null : String(memberId);
  const waits = { protected: isProtected, firstBy, snoozedUntil, snoozeReason };
  return { member, externalId, workEmail, displayName, cause, code, rule, createdAt, ...waits };
}

export function planHoldJson(hold: PlanHold): object {
  const { code, people, base, rule, state, firstBy, decidedBy, decidedAt, decisionReason, createdAt } = hold;
  const { snoozedUntil, snoozeReason } = hold;
  const decided = { decidedBy, decidedAt, decisionReason };
  return { code, people, base, rule, state, firstBy, ...decided, snoozedUntil, snoozeReason, createdAt };
}

export function fieldHoldJson({ field, people, rule, since, firstBy }: FieldHold): object {
  return { field, people, rule, since, firstBy };
}

/** A leaver who was decided on, and by whom. */
export function decidedJson(hold: DecidedHold): object {
  const { state, decidedBy, decidedAt, decisionReason } = hold;
  return { ...holdJson(hold), state, decidedBy, decidedAt, decisionReason };
}

const ORDER = [
  "people",
  "create",
  "link",
  "advance",
  "update",
  "deactivate",
  "reactivate",
  "suspect",
  "held",
  "conflict",
  "reject",
  "skip",
  "deferred",
  "unchanged",
];

/** The numbers of a run that are not zero, in words. */
export function countsText(run: RunRecord): string {
  const counts = run.counts ?? {};
  const parts = ORDER.filter((name) => (counts[name] ?? 0) !== 0);
  return parts.map((name) => `${name} ${counts[name]}`).join(", ");
}
