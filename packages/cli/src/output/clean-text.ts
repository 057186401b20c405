/**
 * Text from outside for a terminal, on one line: control characters could move the cursor or run what the
 * terminal understands (ECMA-48).
 */
export function cleanText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, "\u{fffd}");
}
