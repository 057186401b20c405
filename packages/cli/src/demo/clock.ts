import type { Clock } from "@muster/config";
import type { Simulator } from "@muster/simulators";

const DAY_MS = 86_400_000;

export interface WorldClock extends Clock {
  /** How far ahead of the system's time it is, in milliseconds. */
  ahead(): number;
}

/**
 * The business clock of a simulated world. It runs on from `start`, and it and the simulator's calendar never
 * part: days that pass over there, by whoever's hand, pass here, and a midnight here begins a day there.
 */
export function worldClock(simulator: Pick<Simulator, "today" | "advance">, start: Date): WorldClock {
  let ahead = start.getTime() - Date.now();
  const clock: WorldClock = {
    ahead: () => ahead,
    now() {
      const here = new Date(Date.now() + ahead).toISOString().slice(0, 10);
      const days = (Date.parse(simulator.today()) - Date.parse(here)) / DAY_MS;
      if (days > 0) ahead += days * DAY_MS;
      if (days < 0) simulator.advance(-days);
      return new Date(Date.now() + ahead);
    },
  };
  // A world that goes on would show its first day to whoever looks at the calendar before the clock.
  clock.now();
  return clock;
}
