import { hash } from "node:crypto";

const SCRAMBLE = 0x9e3779b1;
const UNSCRAMBLE = inverse(SCRAMBLE);
const MOST_KEPT = 20_000;
const MASK = 0x5bd1e995;

/** The Workday IDs of one tenant: 32 hex digits, the same for the same seed. */
export interface Ids {
  worker: (record: number) => string;
  /** The number of the record behind a worker's WID; undefined for what is none. */
  record: (wid: string) => number | undefined;
  /** The WID of anything else. */
  of: (kind: string, name: string) => string;
}

export function createIds(seed: number): Ids {
  const made = new Map<string, string>();
  const prefix = hex(`worker ${seed}`).slice(0, 24);
  return {
    // WIDs of one kind look alike and come in no order.
    worker(record) {
      const tail = (Math.imul(record, SCRAMBLE) ^ MASK) >>> 0;
      return `${prefix}${tail.toString(16).padStart(8, "0")}`;
    },
    record(wid) {
      if (!/^[0-9a-f]{32}$/.test(wid) || !wid.startsWith(prefix)) return undefined;
      const record = Math.imul(Number.parseInt(wid.slice(24), 16) ^ MASK, UNSCRAMBLE) >>> 0;
      return record > 0 && record <= 1_000_000_000 ? record : undefined;
    },
    of(kind, name) {
      const key = `${seed} ${kind} ${name}`;
      const known = made.get(key) ?? hex(key).slice(0, 32);
      if (made.size > MOST_KEPT) made.clear();
      made.set(key, known);
      return known;
    },
  };
}

function hex(text: string): string {
  return hash("sha256", `workday ${text}`);
}

/** The number that undoes a multiplication by the odd number `factor`, modulo 2^32: Newton's iteration. */
function inverse(factor: number): number {
  let guess = factor;
  for (let round = 0; round < 5; round += 1) guess = Math.imul(guess, 2 - Math.imul(factor, guess));
  return guess;
}
