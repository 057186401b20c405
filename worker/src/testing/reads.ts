/** A call that a simulated vendor noted. */
interface Noted {
  at: number;
  /** Of a list, from 1. */
  page?: number;
}

/** The pages of the list in the order in which they were asked for. */
export function pagesRead(requests: readonly Noted[]): number[] {
  return requests.flatMap(({ page }) => page ?? []);
}

/** Who of a simulated company becomes a member, by external id, sorted. */
export function expectedIds(
  company: readonly { id: string; workEmail: string | null; employment: string }[],
): string[] {
  return company
    .filter(
      ({ employment, workEmail }) => !["terminated", "unknown"].includes(employment) && workEmail !== null,
    )
    .map((row) => row.id)
    .toSorted((a, b) => (a < b ? -1 : 1));
}
