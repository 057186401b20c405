/** What a list shows of a new person. */
const OF_SOMEBODY_NEW = ["status", "workEmail", "jobTitle", "department", "startDate"];

/** The fields of a change in words, `jobTitle: Analyst → Lead`; of somebody new a few values. */
export function describeChange(change: {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}): string {
  const { before, after } = change;
  if (after === null) return "";
  if (before === null) {
    return OF_SOMEBODY_NEW.filter((field) => field in after)
      .map((field) => shown(after[field]))
      .join(", ");
  }
  return Object.entries(after)
    .map(([field, value]) => `${field}: ${shown(before[field])} → ${shown(value)}`)
    .join(", ");
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
