/** A call that a simulated vendor noted. */
interface Noted {
  at: number;
  operation: string;
  query: Record<string, string | string[]>;
}

/** When each page of the list was asked for, by its cursor; the first page has none. */
export function pageReads(requests: readonly Noted[]): Map<string, number[]> {
  const reads = new Map<string, number[]>();
  for (const { operation, query, at } of requests) {
    if (operation !== "list") continue;
    const page = JSON.stringify(query);
    reads.set(page, [...(reads.get(page) ?? []), at]);
  }
  return reads;
}

/** Who of a simulated company becomes a member, by external id, sorted. */
export function expectedIds(
  company: readonly { id: string; workEmail: string | null; employment: string }[],
): string[] {
  return company
    .filter((row) => row.employment !== "terminated" && row.workEmail !== null)
    .map((row) => row.id)
    .sort((a, b) => (a < b ? -1 : 1));
}
