import { evidenceOf } from "./evidence.ts";
import { explainRecord } from "./explain-record.ts";
import type { ClaimFacts, Explanation, HoldFacts, MemberFacts, PersonFacts } from "./facts.ts";
import {
  causeWords,
  type Day,
  decideWords,
  decisionWords,
  doorWords,
  leavingWords,
  nameOf,
  reasonFix,
  reasonWords,
  recordWords,
  waitsForWords,
  waitsWords,
} from "./words.ts";

type Answer = Omit<Explanation, "evidence">;
/** A member's facts, with the member at hand. */
type Known = PersonFacts & { member: MemberFacts };

/** Turns what is stored of somebody into an answer to "why are they what they are". `day` is the organization's. */
export function explain(facts: PersonFacts, day: Day): Explanation {
  const { member } = facts;
  const answer = member ? explainMember({ ...facts, member }, day) : explainRecord(facts, day);
  return { ...answer, evidence: evidenceOf(facts, day) };
}

/** What stands in the way first: each gives an answer or passes on. The order is the rank. */
const ANSWERS: readonly ((facts: Known, day: Day) => Answer | undefined)[] = [
  out,
  heldLeaver,
  kept,
  overridden,
  missing,
  undecided,
  contradictory,
  waiting,
  onLeave,
  claimedTwice,
];

function explainMember(facts: Known, day: Day): Answer {
  for (const answer of ANSWERS) {
    const given = answer(facts, day);
    if (given) return given;
  }
  const { member, claims } = facts;
  const [live] = claims.filter(isLive);
  const because = live ? `${recordWords(live)} says that they are employed` : "no source claims them";
  return { short: `${nameOf(member)} is ${member.status}: ${because}.`, fix: null };
}

function isLive({ claim }: ClaimFacts): boolean {
  return claim === "employed" || claim === "suspect";
}

function isLeaving({ cause }: HoldFacts): boolean {
  return cause === "termination" || cause === "absence" || cause === "outOfScope";
}

function out(facts: Known, day: Day): Answer | undefined {
  const { member, deactivations, holds, flags } = facts;
  if (member.status !== "deactivated") return undefined;
  const back = holds.find(({ state, cause }) => state === "open" && cause === "reactivate");
  if (back) {
    const short = `${nameOf(member)} is deactivated, although ${recordWords(back)} shows them employed again: held since ${day(back.since)} by the rule "${back.rule}". ${capital(waitsForWords(back))}.`;
    return { short, fix: decideWords(back) };
  }
  const open = deactivations.filter(({ closedAt }) => closedAt === null);
  const [newest, ...others] = open;
  if (!newest) return { short: `${nameOf(member)} is deactivated; no open reason is stored.`, fix: null };
  const also = others.map((other) => `; also, ${causeWords(other)}`).join("");
  const door = doorWords(newest);
  const by = door === "" ? "" : ` (${door})`;
  const flagged = flags.length === 0 ? "" : ` Active matches to review: ${flags.length}.`;
  const short = `${nameOf(member)} is deactivated since ${day(newest.openedAt)}: ${causeWords(newest)}${by}${also}.${flagged}`;
  const fixes = [
    newest.cause === "undo" ? `\`muster members reactivate ${member.id}\` brings them back.` : "",
    flags.length === 0 ? "" : "`muster matches list` shows the flagged matches.",
  ].filter((fix) => fix !== "");
  return { short, fix: fixes.length === 0 ? null : fixes.join(" ") };
}

function heldLeaver({ member, holds }: Known, day: Day): Answer | undefined {
  const hold = holds.find((one) => one.state === "open" && isLeaving(one));
  if (!hold) return undefined;
  const short = `${nameOf(member)} is still ${member.status}, although ${leavingWords(hold)}: run ${hold.run} held it on ${day(hold.since)}, ${ruleWords(hold)}. ${capital(waitsForWords(hold))}.`;
  return { short, fix: decideWords(hold) };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Most rules are a number of people; others are sentences of their own. */
function ruleWords({ rule }: HoldFacts): string {
  return rule.startsWith("more than") ? `because the leavers were ${rule}` : `by the rule: ${rule}`;
}

function kept({ member, holds }: Known, day: Day): Answer | undefined {
  const hold = holds.find((one) => one.state === "rejected" && isLeaving(one));
  if (!hold) return undefined;
  const short = `${nameOf(member)} is still ${member.status}, because their leaving by ${recordWords(hold)} was rejected by ${decisionWords(hold, day)}. That stands until the source shows them employed again.`;
  return { short, fix: null };
}

function overridden({ member, claims, overrides }: Known, day: Day): Answer | undefined {
  const [override] = overrides;
  if (!override || claims.some(isLive)) return undefined;
  const says = claims.map(recordWords).join(" and ");
  const until =
    override.until === null
      ? "until their source shows them employed again"
      : `through ${override.until}, unless their source shows them employed before`;
  const short = `${nameOf(member)} is ${member.status}, although ${says} says that they left: ${override.actor} kept them on ${day(override.since)} ("${override.reason}"), ${until}.`;
  return { short, fix: null };
}

function missing({ member, claims }: Known, day: Day): Answer | undefined {
  const suspect = claims.find(({ claim }) => claim === "suspect");
  if (!suspect || claims.some(({ claim }) => claim === "employed")) return undefined;
  const since = suspect.suspectSince === null ? "" : ` since ${day(suspect.suspectSince)}`;
  const short = `${nameOf(member)} is still ${member.status}, although complete reads miss ${recordWords(suspect)}${since}: nobody leaves before a second complete read, at least 12 hours after the first, misses them, too.`;
  return { short, fix: null };
}

function undecided({ member, claims }: Known): Answer | undefined {
  const stuck = claims.find(({ decision }) => decision === "conflict" || decision === "reject");
  if (!stuck) return undefined;
  const short =
    stuck.decision === "conflict"
      ? `${nameOf(member)} is ${member.status}, and what ${recordWords(stuck)} says now is not applied: ${reasonWords(stuck.reason)}.`
      : `${nameOf(member)} is ${member.status}; ${recordWords(stuck)} was there, but could not be read: ${reasonWords(stuck.reason)}. What was stored stays.`;
  const fix =
    stuck.decision === "conflict"
      ? reasonFix(stuck.reason)
      : "Correct that field in the HR system, or the mapping, then sync.";
  return { short, fix };
}

function contradictory({ member, claims }: Known): Answer | undefined {
  const odd = claims.find((claim) => isLive(claim) && claim.employment === "unknown");
  if (!odd) return undefined;
  const short = `${nameOf(member)} is ${member.status}: ${recordWords(odd)} has a status and dates that contradict each other, and what nobody knows deactivates nobody.`;
  return { short, fix: reasonFix("unknownEmployment") };
}

function waiting({ member }: Known): Answer | undefined {
  if (member.status !== "staged" || member.waits.length === 0) return undefined;
  const first = member.waits.includes("start") && member.startDate !== null ? `, ${member.startDate}` : "";
  const short = `${nameOf(member)} cannot log in yet: they wait for ${waitsWords(member.waits)}${first}.`;
  return { short, fix: waitFix(member) };
}

/** What ends the first of somebody's waits that a person can end. */
function waitFix({ id, waits }: MemberFacts): string | null {
  if (waits.includes("role")) return `\`muster members role ${id} mentor|mentee|both\` gives a role.`;
  if (waits.includes("invite")) return `\`muster members invite ${id}\` invites them.`;
  return waits.includes("seat")
    ? "They get the next seat that is free, the oldest first; `muster members seats` shows how many there are."
    : null;
}

function onLeave({ member, claims }: Known): Answer | undefined {
  const away = claims.find((claim) => isLive(claim) && claim.employment === "onLeave");
  if (!away) return undefined;
  const short = `${nameOf(member)} is ${member.status}: ${recordWords(away)} says that they are on leave, and whoever is on leave has not left.`;
  return { short, fix: null };
}

function claimedTwice({ member, claims }: Known): Answer | undefined {
  const live = claims.filter(isLive);
  const gone = claims.filter(({ claim }) => claim === "left");
  const [first] = live;
  if (!first || claims.length < 2 || live.length + gone.length < 2) return undefined;
  const words = live.map(recordWords).join(" and ");
  const left = gone.length === 0 ? "" : `, although they left by ${gone.map(recordWords).join(" and ")}`;
  const short = `${nameOf(member)} is ${member.status}${left}: ${words} ${live.length === 1 ? "still claims" : "claim"} them, and they leave only when nobody does.`;
  return { short, fix: null };
}
