import type { TruthRow } from "@muster/simulators";

/** What changed in the company between two looks at the truth. */
export interface News {
  joined: TruthRow[];
  left: TruthRow[];
  moved: TruthRow[];
  /** Whose last day became known, or changed. */
  leaving: TruthRow[];
}

export function compare(before: readonly TruthRow[], after: readonly TruthRow[]): News {
  const earlier = new Map(before.map((row) => [row.id, row]));
  const news: News = { joined: [], left: [], moved: [], leaving: [] };
  for (const row of after) {
    const was = earlier.get(row.id);
    if (!was) news.joined.push(row);
    else if (row.employment === "terminated" && was.employment !== "terminated") news.left.push(row);
    else if (row.department !== was.department || row.jobTitle !== was.jobTitle) news.moved.push(row);
    else if (row.endDate !== was.endDate) news.leaving.push(row);
  }
  return news;
}

export function nameOf({
  firstName,
  lastName,
}: {
  firstName: string | null;
  lastName: string | null;
}): string {
  return [firstName, lastName].filter((part) => part !== null).join(" ");
}
