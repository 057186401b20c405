const DAY_MS = 86_400_000;

/** The company's own time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now: () => number;
  nextDay: () => void;
}

/**
 * Begins on `today` at the time of day that it really is, and goes on as real time does. It never goes back: at the
 * real midnight it runs on, though the company's today waits for whoever lets days go by.
 */
export function startClock(today: string, realNow: () => number): Clock {
  const began = realNow();
  let ahead = Date.parse(`${today}T00:00:00Z`) + (began % DAY_MS) - began;
  let latest = 0;
  return {
    now() {
      latest = Math.max(latest, realNow() + ahead);
      return latest;
    },
    nextDay() {
      ahead += DAY_MS;
    },
  };
}
