import type { Explanation, PersonFacts } from "./facts.ts";
import {
  type Day,
  decideWords,
  decisionWords,
  reasonFix,
  reasonWords,
  recordWords,
  waitsForWords,
} from "./words.ts";

/** Why a source record is no member. */
export function explainRecord(facts: PersonFacts, day: Day): Omit<Explanation, "evidence"> {
  const [claim] = facts.claims;
  if (!claim) return { short: "Nothing is stored of them.", fix: null };
  const who = recordWords(claim);
  const short = `${who.charAt(0).toUpperCase()}${who.slice(1)} is no member`;
  const hold = facts.holds.find(({ cause, state }) => cause === "create" && state !== "applied");
  if (hold?.state === "open") {
    return {
      short: `${short} yet: run ${hold.run} held them as a joiner on ${day(hold.since)} by the rule "${hold.rule}"; ${waitsForWords(hold)}.`,
      fix: decideWords(hold),
    };
  }
  if (hold?.state === "approved") {
    return {
      short: `${short} yet: approved by ${decisionWords(hold, day)}; the next sync that says the same makes them one.`,
      fix: "Sync within 72 hours of the approval.",
    };
  }
  if (hold?.state === "rejected") {
    return { short: `${short}: rejected by ${decisionWords(hold, day)}.`, fix: null };
  }
  const since = claim.lastChange
    ? ` That was decided by run ${claim.lastChange.run} on ${day(claim.lastChange.at)}.`
    : "";
  if (claim.decision === "reject") {
    return {
      short: `${short}: it was there, but could not be read: ${reasonWords(claim.reason)}.${since}`,
      fix: "Correct that field in the HR system, or the mapping, then sync.",
    };
  }
  const keeper = facts.record?.keeper ?? null;
  const owner = claim.decision === "conflict" && keeper !== null ? ` (member ${keeper} has it)` : "";
  return { short: `${short}: ${reasonWords(claim.reason)}${owner}.${since}`, fix: reasonFix(claim.reason) };
}
