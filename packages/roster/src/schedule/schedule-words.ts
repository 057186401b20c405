import { dayIn, formatIn } from "../calendar.ts";

const NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** A stored schedule in words; a cron expression that has none as it is. */
export function scheduleWords(schedule: string): string {
  if (schedule === "0 * * * *") return "hourly";
  const [, hours] = /^0 \*\/(\d+) \* \* \*$/.exec(schedule) ?? [];
  if (hours !== undefined) return `every ${hours} hours`;
  if (schedule.startsWith("every ")) return schedule;
  const [, minute, hour, day] = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-6])$/.exec(schedule) ?? [];
  if (minute === undefined || hour === undefined || day === undefined) return `cron ${schedule}`;
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  return day === "*" ? `daily at ${time}` : `weekly on ${NAMES[Number(day)]} at ${time}`;
}

/**
 * Times as the people of a zone say them: `today at 18:04`. Where the clocks change between two of them each names
 * its offset, because one of their hours may come twice.
 */
export function timesInWords(times: readonly Date[], zone: string, now: Date): string[] {
  const offsets = new Set(times.map((time) => offsetIn(zone, time)));
  return times.map((time) => {
    const offset = offsets.size > 1 ? ` (${offsetIn(zone, time)})` : "";
    return `${dayInWords(time, zone, now)} at ${clockIn(zone, time)}${offset}`;
  });
}

const DAY_MS = 86_400_000;

function dayInWords(time: Date, zone: string, now: Date): string {
  const [day, today] = [dayIn(zone, time), dayIn(zone, now)];
  const ahead = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
  if (ahead === 0) return "today";
  if (ahead === 1) return "tomorrow";
  if (ahead === -1) return "yesterday";
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" as const };
  const format = formatIn(zone, "en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...year,
  });
  // With a year it writes a comma after the weekday, without one it does not.
  return format.format(time).replace(",", "");
}

function clockIn(zone: string, time: Date): string {
  return formatIn(zone, "en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(time);
}

function offsetIn(zone: string, time: Date): string {
  const parts = formatIn(zone, "en", { timeZoneName: "shortOffset" });
  const name = parts.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  return name.replace("GMT", "UTC");
}
