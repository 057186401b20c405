/** What one full enumeration knows of its own completeness. */
export interface ReadFacts {
  lastPageReached: boolean;
  /** Distinct readable ids, rejected records included. */
  distinctIds: number;
  /** What the vendor said there are; undefined where it says nothing. Differing totals within one read void it. */
  total: number | undefined;
  totalsDiffer: boolean;
  /** Records whose id could not be read. */
  unreadableIds: number;
  /** Source fields the credentials could not read in this enumeration. */
  restricted: readonly string[];
  /** The same, of the accepted baseline; null before the first applied run. */
  baselineRestricted: readonly string[] | null;
}

/** `counted`: the vendor gave a total and it agrees. `walked`: every page was seen. `none`: with the reason. */
export type Certificate =
  | { grade: "counted" }
  | { grade: "walked" }
  | { grade: "none"; code: string; reason: string };

/**
 * Judges whether absence from this read means anything. A read without a certificate creates
 * and updates, and says nothing of those it did not see.
 */
export function certify(facts: ReadFacts): Certificate {
  if (!facts.lastPageReached) return none("notToTheEnd", "the read did not reach the last page");
  if (facts.unreadableIds > 0) {
    return none("unreadableId", `${facts.unreadableIds} records came without a readable id`);
  }
  if (facts.totalsDiffer) {
    return none("totalChanged", "the vendor's total changed while its pages were read");
  }
  if (facts.total !== undefined && facts.total !== facts.distinctIds) {
    return none(
      "totalDiffers",
      `the vendor counts ${facts.total} people, its pages held ${facts.distinctIds}`,
    );
  }
  const accepted = facts.baselineRestricted;
  const lost = accepted ? facts.restricted.filter((field) => !accepted.includes(field)) : [];
  if (lost.length > 0) {
    return none("permissionsNarrowed", `the credentials may no longer read ${lost.join(", ")}`);
  }
  return { grade: facts.total === undefined ? "walked" : "counted" };
}

function none(code: string, reason: string): Certificate {
  return { grade: "none", code, reason };
}
