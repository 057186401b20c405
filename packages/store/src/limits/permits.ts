/** At most `requests` in any `seconds`. */
export interface PermitWindow {
  requests: number;
  seconds: number;
}

/** Permits that were given: until when they may still be used up as if just given, and how many. */
type Given = readonly [atMs: number, count: number];

export interface PermitAnswer {
  /** What may go out at once. */
  granted: number;
  /** In which it is worth asking again; 0 where everything was granted. */
  waitMs: number;
  /** What is used up now. */
  given: Given[];
}

/** Who has asked and been told needs a moment to send; a permit counts as used at the end of it. */
const LEAST_USE_MS = 300;
const MOST_USE_MS = 1_000;
/** Permits are noted in steps of this part of the longest window, so that the note stays short. */
const STEPS = 500;
const LEAST_STEP_MS = 10;

/** How long a permit for windows such as these is good for. */
export function usableForMs(windows: readonly PermitWindow[]): number {
  const shortest = Math.min(...windows.map(({ seconds }) => seconds));
  return Math.min(MOST_USE_MS, Math.max(LEAST_USE_MS, Math.ceil((shortest * 1000) / 3)));
}

/**
 * Gives permits so that whoever uses each within `usableForMs` keeps every window, wherever it is laid: a permit given
 * at t is used until t + usable, and so counts for a window that begins up to then.
 */
export function givePermits(
  before: readonly Given[],
  { windows, wanted, nowMs }: { windows: readonly PermitWindow[]; wanted: number; nowMs: number },
): PermitAnswer {
  const usable = usableForMs(windows);
  const longest = Math.max(...windows.map(({ seconds }) => seconds * 1000));
  const live = before.filter(([at]) => at > nowMs - longest - usable);
  const spanOf = ({ seconds }: PermitWindow): number => seconds * 1000 + usable;
  const withinOf = (window: PermitWindow): Given[] => live.filter(([at]) => at > nowMs - spanOf(window));
  const freeIn = (window: PermitWindow): number =>
    window.requests - withinOf(window).reduce((sum, [, count]) => sum + count, 0);
  const granted = Math.max(0, Math.min(wanted, ...windows.map(freeIn)));
  if (granted > 0) note(live, granted, nowMs, longest);
  if (granted === wanted) return { granted, waitMs: 0, given: live };
  const waits = windows
    .filter((window) => freeIn(window) <= 0)
    .map((window) => (withinOf(window)[0]?.[0] ?? nowMs) + spanOf(window) - nowMs);
  return { granted, waitMs: Math.max(1, ...waits.map(Math.ceil)), given: live };
}

function note(given: Given[], count: number, nowMs: number, longest: number): void {
  const step = Math.max(LEAST_STEP_MS, longest / STEPS);
  // Later than it was: rounded down, it would be forgotten too early.
  const at = Math.ceil(nowMs / step) * step;
  const last = given.at(-1);
  if (last?.[0] === at) given[given.length - 1] = [at, last[1] + count];
  else given.push([at, count]);
}
