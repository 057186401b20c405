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
    .flatMap(([field, value]) =>
      field === "attributes" ? attributeChanges(before[field], value) : [moved(field, before[field], value)],
    )
    .join(", ");
}

function moved(field: string, before: unknown, after: unknown): string {
  return `${field}: ${shown(before)} → ${shown(after)}`;
}

/** Attributes are stored together; those that stayed are no change. */
function attributeChanges(before: unknown, after: unknown): string[] {
  const [was, now] = [asMap(before), asMap(after)];
  return [...new Set([...was.keys(), ...now.keys()])]
    .filter((name) => was.get(name) !== now.get(name))
    .map((name) => moved(`attributes.${name}`, was.get(name), now.get(name)));
}

function asMap(attributes: unknown): Map<string, unknown> {
  return new Map(typeof attributes === "object" && attributes !== null ? Object.entries(attributes) : []);
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
