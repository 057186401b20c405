import type { Watermark } from "@muster/connector-sdk";

/**
 * How far before the newest known instant changes are asked for again: BambooHR asks for "minutes", and a clock of
 * ours may be some off. Whoever is read twice costs little.
 */
const OVERLAP_MS = 15 * 60 * 1000;

/** The watermark of a read that knows everything up to `instant`. */
export function watermarkAt(instant: Date): Watermark {
  return utcSeconds(new Date(instant.getTime() - OVERLAP_MS));
}

/** RFC 3339 in UTC, in whole seconds: `since` needs a zone, and a fraction is nowhere documented. */
export function utcSeconds(instant: Date): string {
  return instant.toISOString().replace(/\.\d+Z$/, "Z");
}
