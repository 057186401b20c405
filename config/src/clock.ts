/** The business clock: what day it is for schedules, absence and employment. Leases have the database's. */
export interface Clock {
  now: () => Date;
}

/** Runs on from `start` as time passes; without a start it is the system's time. */
export function clockFrom(start: Date | undefined): Clock {
  if (!start) return { now: () => new Date() };
  const offset = start.getTime() - Date.now();
  return { now: () => new Date(Date.now() + offset) };
}
