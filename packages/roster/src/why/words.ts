import type { ClaimFacts, DeactivationFacts, HoldFacts, MemberFacts } from "./facts.ts";

/** Gives the calendar day of an instant. */
export type Day = (instant: Date) => string;

const DOORS: Readonly<Record<DeactivationFacts["door"], string>> = {
  hr: "a sync",
  file: "a file",
  api: "the Sync API",
  person: "a person",
};

const WAITS: Readonly<Record<string, string>> = {
  role: "a role",
  invite: "an invitation",
  seat: "a seat",
  start: "the first day of work",
};

/** Why a record is no member; the keys are the standing reasons. */
const REASONS: Readonly<Record<string, string>> = {
  neverMember: "they had left before Muster first saw them",
  unknownEmployment:
    "the source's status and dates contradict each other, so nobody can say whether they are employed",
  outOfScope: "the integration's policy does not take them in",
  noEmail: "the source has no work e-mail for them",
  unread: "the record of theirs that speaks for the others was not part of the read",
  held: "a rule holds new members until a person approves",
  undone: "an undo took the record off the member whom a run had joined it to",
  emailTaken: "somebody else has, or wants, the same work e-mail",
  looksAlike: "a record and a member may be one person, and a person has to say whether they are",
  idReused: "the record's id seems to belong to somebody else now: name, address and more are different",
  ignored: "a person said that this record is to be ignored",
  memberMissing: "their member was removed from the database behind Muster's back",
  erasedEmail: "the work e-mail was that of somebody who was erased",
  unlinked: "a person took the record off a member",
};

const ASK =
  "`muster conflicts list` shows the question; answer it with `muster conflicts resolve NUMBER --same|--different|--ignore`.";

const DO: Readonly<Record<string, string>> = {
  memberMissing: "Restore the member from a backup; the next sync goes on with them.",
  unknownEmployment: "Correct the status or the end date in the HR system, then sync.",
  outOfScope: "`muster integrations policy` shows the scope, and changes it.",
  noEmail: "Enter the work e-mail in the HR system, then sync.",
  erasedEmail: ASK,
  unlinked: "The next full sync judges the record as somebody new.",
  emailTaken:
    "Find out whether both are one person, and answer with `muster conflicts resolve` (`muster conflicts list` shows the question); or correct the work e-mail of whichever is wrong in the HR system, then sync.",
  looksAlike: ASK,
  idReused: ASK,
  ignored: "`muster conflicts list --all` shows the decision; it can be decided again.",
};

/** record 4711 of "Acme HR" */
export function recordWords({
  integration,
  externalId,
}: Pick<ClaimFacts, "integration" | "externalId">): string {
  return `record ${externalId} of "${integration.name}"`;
}

export function nameOf(member: MemberFacts): string {
  return member.name ?? member.workEmail ?? `Member ${member.id}`;
}

export function waitsWords(waits: readonly string[]): string {
  return waits.map((wait) => WAITS[wait] ?? wait).join(" and ");
}

export function reasonWords(reason: string | null): string {
  return reason === null ? "no reason is stored" : (REASONS[reason] ?? reason);
}

export function reasonFix(reason: string | null): string | null {
  return reason === null ? null : (DO[reason] ?? null);
}

/** How a deactivation came about: "by a sync, run 5, approved by ada"; empty where its cause says it all. */
export function doorWords({ cause, door, run, approvedBy }: DeactivationFacts): string {
  if ((cause === "admin" || cause === "undo") && door === "person") return "";
  const by = door === "person" && approvedBy !== null ? "" : `by ${DOORS[door]}`;
  const parts = [
    by,
    run === null ? "" : `run ${run}`,
    approvedBy === null ? "" : `approved by ${approvedBy}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** What a deactivation rests on. */
export function causeWords(deactivation: DeactivationFacts): string {
  const { cause, integration, externalId, run, approvedBy } = deactivation;
  const record =
    integration && externalId !== null ? recordWords({ integration, externalId }) : "their source";
  switch (cause) {
    case "termination":
      return `${record} says that they are terminated`;
    case "absence":
      return `complete reads no longer found ${record}`;
    case "outOfScope":
      return `${record} is outside of what the integration's policy takes in`;
    case "admin":
      return `${approvedBy ?? "an admin"} deactivated them by hand`;
    case "undo":
      return `${approvedBy ?? "an admin"} undid run ${run}, which had made them a member or brought them back`;
    case "erasure":
      return "their data was erased";
  }
}

const HELD: Readonly<Record<HoldFacts["cause"], string>> = {
  termination: "leaving, by the source's word,",
  absence: "leaving, because they are missing,",
  outOfScope: "leaving, because the policy no longer takes them in,",
  create: "joining",
  reactivate: "coming back",
};

export function heldWords({ cause }: HoldFacts): string {
  return HELD[cause];
}

/** Why somebody held would leave. */
export function leavingWords(hold: HoldFacts): string {
  if (hold.cause === "termination") return `${recordWords(hold)} says that they are terminated`;
  if (hold.cause === "absence") return `${recordWords(hold)} is missing from a complete read`;
  return `${recordWords(hold)} is outside of what the integration's policy takes in`;
}

/** Who decided about a hold, when and why. */
export function decisionWords(hold: HoldFacts, day: Day): string {
  const at = hold.decidedAt === null ? "" : ` on ${day(hold.decidedAt)}`;
  const reason = hold.decisionReason === null ? "" : `, with the reason "${hold.decisionReason}"`;
  const first = hold.firstBy === null ? "" : `${hold.firstBy}, confirmed by `;
  return `${first}${hold.decidedBy ?? "somebody"}${at}${reason}`;
}

/** What an open hold waits for. */
export function waitsForWords({ firstBy, snoozedUntil, snoozeReason }: HoldFacts): string {
  const who =
    firstBy === null
      ? "it waits for a person's decision"
      : `${firstBy} has approved it, and it waits for a second admin, because so many people are meant`;
  const snoozed =
    snoozedUntil === null
      ? ""
      : `; nobody is reminded of it before ${snoozedUntil}, because: ${snoozeReason ?? "no reason is stored"}`;
  return `${who}${snoozed}`;
}

/** How to decide about a hold. */
export function decideWords({ run, externalId }: HoldFacts): string {
  const person = `${run} --person ${externalId}`;
  return `\`muster runs approve ${person}\` lets it through, \`muster runs reject ${person}\` keeps them as they are.`;
}
