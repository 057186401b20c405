import type { ShareLimit } from "./policy.ts";

/** Of fewer a percentage says nothing. */
const PERCENT_NEEDS = 3;

/** The rule in words where `people` are more than both numbers of the limit allow, else null. */
export function overShare(people: number, base: number, limit: ShareLimit): string | null {
  const share = (base * limit.percent) / 100;
  const allowed = share > limit.people ? Math.max(share, PERCENT_NEEDS - 1) : limit.people;
  return people > allowed ? `more than ${limit.people} people and ${limit.percent} % of ${base}` : null;
}

/** The same for a limit that is a percentage alone. `what` ends the sentence: "of 400 work e-mails change". */
export function overPercent(people: number, base: number, percent: number, what: string): string | null {
  const over = people >= PERCENT_NEEDS && people > (base * percent) / 100;
  return over ? `more than ${percent} % of ${base} ${what}` : null;
}
