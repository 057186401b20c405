import type {
  ClaimFacts,
  DeactivationFacts,
  DeclineFacts,
  HoldFacts,
  MemberFacts,
  PersonFacts,
} from "./facts.ts";
import {
  causeWords,
  type Day,
  decisionWords,
  doorWords,
  heldWords,
  reasonWords,
  recordWords,
  waitsForWords,
} from "./words.ts";

/** What an answer rests on, a sentence for each fact. */
export function evidenceOf(facts: PersonFacts, day: Day): string[] {
  const guard = facts.member?.protected ?? null;
  return [
    ...(guard === null ? [] : [protectionLine(guard, day)]),
    ...facts.claims.map((claim) => claimLine(claim, day)),
    ...facts.deactivations.map((deactivation) => deactivationLine(deactivation, day)),
    ...facts.holds.map((hold) => holdLine(hold, day)),
    ...facts.overrides.map(({ actor, reason, since }) =>
      sentence(`kept against their sources by ${actor} since ${day(since)}, with the reason "${reason}"`),
    ),
    ...facts.declines.map((decline) => declineLine(decline, facts.member?.id ?? null, day)),
    ...facts.flags.map(
      ({ match, other, since }) =>
        `Match ${match}${other === null ? "" : ` with ${other}`} is flagged for review since ${day(since)}.`,
    ),
  ];
}

function protectionLine({ by, since, reason }: NonNullable<MemberFacts["protected"]>, day: Day): string {
  const why = reason === null ? "" : `, with the reason "${reason}"`;
  return `Protected by ${by} since ${day(since)}${why}: a sync that would take them out asks first.`;
}

function claimLine(claim: ClaimFacts, day: Day): string {
  const parts = [`claim ${claim.claim ?? "none"}, employment ${claim.employment ?? "not known"}`];
  if (claim.lastSeen) parts.push(`last seen by ${runWords(claim.lastSeen.run)} on ${day(claim.lastSeen.at)}`);
  if (claim.suspectSince) parts.push(`missing since ${day(claim.suspectSince)}`);
  if (claim.decision) parts.push(`standing decision ${claim.decision}: ${reasonWords(claim.reason)}`);
  if (claim.lastChange) {
    const { action, reason, run, at, actor } = claim.lastChange;
    const why = reason === null ? "" : ` (${reason})`;
    const by = run === null ? actor : runWords(run);
    parts.push(`last change ${action}${why} by ${by} on ${day(at)}`);
  }
  return sentence(`${recordWords(claim)}: ${parts.join("; ")}`);
}

function runWords(run: number | null): string {
  return run === null ? "a person" : `run ${run}`;
}

function deactivationLine(deactivation: DeactivationFacts, day: Day): string {
  const { openedAt, closedAt, priorStatus } = deactivation;
  const end = closedAt === null ? "it is open" : `it ended on ${day(closedAt)}`;
  const parts = [causeWords(deactivation), doorWords(deactivation), end].filter((part) => part !== "");
  return sentence(`deactivated on ${day(openedAt)}, until then ${priorStatus}: ${parts.join("; ")}`);
}

function holdLine(hold: HoldFacts, day: Day): string {
  const ends: Readonly<Record<HoldFacts["state"], () => string>> = {
    open: () => waitsForWords(hold),
    approved: () => `approved by ${decisionWords(hold, day)}; the next sync that says the same applies it`,
    rejected: () => `rejected by ${decisionWords(hold, day)}`,
    applied: () => `approved by ${decisionWords(hold, day)}, and applied`,
  };
  return sentence(
    `held by run ${hold.run} since ${day(hold.since)}: ${heldWords(hold)} ${recordWords(hold)}; rule ${hold.code}, ${hold.rule}; ${ends[hold.state]()}`,
  );
}

function declineLine(decline: DeclineFacts, member: number | null, day: Day): string {
  const { what, value, run, actor, since } = decline;
  const record = recordWords(decline);
  const undone = `${actor} undid run ${run} on ${day(since)}`;
  if (what === "return") return sentence(`${record} does not bring them back: ${undone}`);
  const lift = member === null ? "" : `, or by \`muster members unpin ${member} ${what}\``;
  const end = `${undone}; it ends when the source says something else${lift}`;
  if (what === "advance")
    return sentence(`the first day that ${record} shows as over changes nothing: ${end}`);
  if (what === "link") return sentence(`${record} is kept off them: ${end}`);
  const said = value === null ? "no value" : `"${value}"`;
  return sentence(`${record} says ${what} ${said}, which is not taken over: ${end}`);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
