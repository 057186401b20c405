/** The fields of a change in words, `jobTitle: "Analyst" → "Lead"`; of a new person the values alone. */
export function describeChange(change: {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}): string {
  const { before, after } = change;
  const parts = Object.entries(after ?? {}).map(([field, value]) =>
    before === null ? `${field} ${shown(value)}` : `${field}: ${shown(before[field])} → ${shown(value)}`,
  );
  return parts.join(", ");
}

function shown(value: unknown): string {
  return value === null || value === undefined ? "–" : String(value);
}
