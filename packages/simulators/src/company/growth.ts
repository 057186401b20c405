export type EventKind = "hire" | "leave" | "move" | "rehire";

/** Something that happens on one day of a month; `nth` counts from 0 inside the kind and month. */
export interface PlannedEvent {
  kind: EventKind;
  month: number;
  nth: number;
}

const MONTH_DAYS = 30;
// Of 1,000 people in 30 days: a company of 250 hires 8, loses 5, moves 12, and takes somebody back every other month.
const PER_THOUSAND: Record<EventKind, number> = { hire: 32, leave: 20, move: 48, rehire: 2 };
const KINDS: readonly EventKind[] = ["hire", "leave", "move", "rehire"];
/** How many months ahead HR enters a joiner or a leaver, where it does. */
const NOTICE: Partial<Record<EventKind, number>> = { hire: 3, leave: 2 };

/** How often `kind` happens in month `month` (from 0) in a company that began with `size` people. */
function countIn(kind: EventKind, size: number, month: number): number {
  const rate = size * PER_THOUSAND[kind];
  return Math.floor((rate * (month + 1)) / 1000) - Math.floor((rate * month) / 1000);
}

/** What happens on the day `day` days after the first one (from 1), those announced before left out. */
export function eventsOn(day: number, size: number): PlannedEvent[] {
  const month = Math.floor((day - 1) / MONTH_DAYS);
  return KINDS.flatMap((kind) => eventsOf(kind, size, month)).filter(
    (event) => !isAnnounced(event) && dayOf(event, size) === day,
  );
}

/** What HR knew on the first day of what was to come. */
export function announcedAtStart(size: number): PlannedEvent[] {
  return [0, 1, 2, 3].flatMap((month) => announcedIn(month, size));
}

/**
 * What HR enters ahead on day `day`: on the first day of each month but month 0, so that the first 30 days
 * bring their joiners, leavers and movers and no other change.
 */
export function announcedOn(day: number, size: number): PlannedEvent[] {
  if (day <= MONTH_DAYS || (day - 1) % MONTH_DAYS !== 0) return [];
  const month = (day - 1) / MONTH_DAYS;
  return KINDS.flatMap((kind) => {
    const notice = NOTICE[kind];
    return notice === undefined ? [] : eventsOf(kind, size, month + notice).filter(isAnnounced);
  });
}

/** The day of an event, counted from the first day. */
export function dayOf({ kind, month, nth }: PlannedEvent, size: number): number {
  const count = countIn(kind, size, month);
  return month * MONTH_DAYS + 1 + Math.floor(((2 * nth + 1) * MONTH_DAYS) / (2 * count));
}

function announcedIn(month: number, size: number): PlannedEvent[] {
  return KINDS.flatMap((kind) =>
    month <= (NOTICE[kind] ?? -1) ? eventsOf(kind, size, month).filter(isAnnounced) : [],
  );
}

/** One joiner in four is known ahead, none of month 0; one leaver in four always. */
function isAnnounced({ kind, month, nth }: PlannedEvent): boolean {
  return nth % 4 === 0 && (kind === "leave" || (kind === "hire" && month > 0));
}

function eventsOf(kind: EventKind, size: number, month: number): PlannedEvent[] {
  return Array.from({ length: countIn(kind, size, month) }, (_, nth) => ({ kind, month, nth }));
}
