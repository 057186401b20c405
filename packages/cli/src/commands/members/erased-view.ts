import type { ErasedRecord } from "@muster/store";

/** Why nothing is said of somebody who was erased, in the form of every other answer. */
export function erasedAnswer(
  { memberId, integration, erasedAt }: ErasedRecord,
  day: (instant: Date) => string,
): { short: string; evidence: string[]; fix: string } {
  const who = integration === null ? "Whoever had this work e-mail" : `This record of "${integration.name}"`;
  return {
    short: `${who} was erased on ${day(erasedAt)}. Nothing of them is stored; what is left of member ${memberId} names nobody.`,
    evidence: [],
    fix: "An admin may lift it: `muster members erase --lift WHO --reason TEXT`, WHO being INTEGRATION:EXTERNALID or the work e-mail.",
  };
}
