import type { PersonFacts } from "@muster/roster";

/** The facts of an answer as JSON: ids are text, like in every answer. */
export function factsJson(facts: PersonFacts): object {
  const { member, record, claims, deactivations, holds, flags, overrides, declines } = facts;
  return {
    member: member && { ...member, id: String(member.id) },
    record: record && { ...record, keeper: id(record.keeper) },
    claims: claims.map(({ lastSeen, lastChange, ...claim }) => ({
      ...claim,
      integration: sourceJson(claim.integration),
      lastSeen: lastSeen && { ...lastSeen, run: id(lastSeen.run) },
      lastChange: lastChange && { ...lastChange, run: id(lastChange.run) },
    })),
    deactivations: deactivations.map((each) => ({
      ...each,
      integration: each.integration && sourceJson(each.integration),
      run: id(each.run),
    })),
    holds: holds.map((hold) => ({
      ...hold,
      integration: sourceJson(hold.integration),
      run: id(hold.run),
    })),
    overrides,
    declines: declines.map((decline) => ({
      ...decline,
      integration: sourceJson(decline.integration),
      run: id(decline.run),
    })),
    flags: flags.map((flag) => ({ ...flag, match: id(flag.match) })),
  };
}

/** An integration's number as text, with its name. */
function sourceJson(source: { id: number; name: string }): { id: string; name: string } {
  return { id: String(source.id), name: source.name };
}

function id(number: number | null): string | null {
  return number === null ? null : String(number);
}
