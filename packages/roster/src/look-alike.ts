/** That many edits apart two addresses may still be one person's, mistyped or corrected. */
const MOST_EDITS = 2;

/**
 * How many letters of one folded e-mail address are inserted, left out or replaced in another (Levenshtein), where
 * both may be one person's; null where they are more than two. Addresses that differ in their digits only are not
 * alike: numbers are how directories tell namesakes apart.
 */
export function addressEdits(one: string, other: string): number | null {
  if (one === other) return 0;
  if (Math.abs(one.length - other.length) > MOST_EDITS) return null;
  if (one.replace(/\d/g, "") === other.replace(/\d/g, "")) return null;
  return editsWithin(one, other, MOST_EDITS);
}

/** Row by row of the usual table, given up as soon as a whole row is too far away. */
function editsWithin(one: string, other: string, most: number): number | null {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > most) return null;
    row = next;
  }
  const edits = row[other.length] ?? 0;
  return edits <= most ? edits : null;
}
