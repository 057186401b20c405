import leven from "leven";

/** Of these names at most three that somebody may have meant: part of one, or a slip away from one. */
export function nearNames(meant: string, names: Iterable<string>): string[] {
  const key = meant.toLowerCase();
  const slips = Math.max(1, Math.floor(key.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: distance(key, name.toLowerCase(), slips) }))
    .filter((each) => each.distance <= slips)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map((each) => each.name);
}

function distance(key: string, name: string, slips: number): number {
  const part = key.length > 2 && (name.includes(key) || key.includes(name));
  return part ? 1 : leven(key, name, { maxDistance: slips + 1 });
}
