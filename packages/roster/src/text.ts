/** Longest value that a field may hold, in UTF-16 code units. Real titles stay far below; a poison value does not. */
const LONGEST = 1_000;

/**
 * Why a text cannot be stored, or null. Postgres refuses NUL and lone surrogates, and would refuse the whole
 * batch of people with them (measured), so such a record is turned away before it is staged.
 */
export function textIssue(value: string): string | null {
  if (value.includes("\0")) return "holds a NUL character";
  if (!value.isWellFormed()) return "holds half of a surrogate pair";
  if (value.length > LONGEST) return `is longer than ${LONGEST} characters`;
  return null;
}

/** Most values: to normalize them would be a third of the mapping (measured). */
const PLAIN = /^[\x20-\x7e]*$/;

/** Trimmed and in NFC, or null where nothing is left: blank is empty. */
export function tidyText(value: string): string | null {
  if (PLAIN.test(value)) return value.trim() || null;
  const tidy = value.normalize("NFC").trim();
  return tidy === "" ? null : tidy;
}

/**
 * The form in which e-mail addresses and names are compared: case folded, then NFC, because some letters are one
 * sign small and two capital.
 */
export function foldKey(value: string): string {
  const folded = value.toLowerCase();
  return PLAIN.test(folded) ? folded : folded.normalize("NFC");
}
