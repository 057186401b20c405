/** An xsd:date as YYYY-MM-DD, without its offset; undefined for what is none. */
export function readDate(text: string): string | undefined {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const time = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(day ?? "-") ? undefined : day;
}

/** An xsd:dateTime in milliseconds, in UTC where it names no zone; undefined for what is none. */
export function readDateTime(text: string): number | undefined {
  const [, local, zone = "Z"] =
    /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const time = local === undefined ? Number.NaN : Date.parse(`${local}${zone}`);
  return Number.isNaN(time) ? undefined : time;
}
