import { hash } from "../company/hash.ts";

/** Ids of about 19 digits: more than a JSON number keeps. */
const FIRST = 3_421_987_650_000_000_000n;
const SHAPE = /^342198765\d{10}$/;
const MOST = 1_000_000_000;

export function idOf(record: number): string {
  return String(FIRST + BigInt(record));
}

/** The record number behind an id; undefined for what Bob never gave out. */
export function recordNumber(id: string): number | undefined {
  if (!SHAPE.test(id)) return undefined;
  const number = Number(BigInt(id) - FIRST);
  return number >= 1 && number <= MOST ? number : undefined;
}

/** A site's id, which is a number where lists have texts. */
export function siteIdOf(site: string | null): number | null {
  if (site === null) return null;
  return 2_600_000 + (Buffer.from(site).reduce((total, byte) => hash(total, byte), 3) % 90_000);
}
