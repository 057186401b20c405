function mix(state: number, value: number): number {
  const scrambled = Math.imul(state ^ value, 0x85ebca6b);
  const spread = Math.imul(scrambled ^ (scrambled >>> 13), 0xc2b2ae35);
  return spread ^ (spread >>> 16);
}

/**
 * A number from 0 to 2^32 - 1 that depends on nothing but its arguments. There is no stream to draw from, so
 * person 900,000 can be made without the 899,999 before.
 */
export function hash(seed: number, trait: number, a = 0, b = 0): number {
  return mix(mix(mix(mix(0x9e3779b9, seed), trait), a), b) >>> 0;
}

/** One of `items`, the same for the same `number`. Throws when there is nothing to choose from. */
export function choose<T>(items: readonly T[], number: number): T {
  const item = items[number % items.length];
  if (item === undefined) throw new Error("choose() needs a list with at least one item");
  return item;
}
