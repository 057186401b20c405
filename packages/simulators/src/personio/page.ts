import type { VendorRequest } from "../kit/vendor.ts";

/** The most of one page. A larger wish is cut to it, so that a page can be shorter than was asked for. */
const MOST = 50;
const USUAL = 10;

/** How many a page may hold; undefined for a limit that is none. */
export function limitOf({ query }: VendorRequest, most = MOST): number | undefined {
  const asked = query.get("limit") ?? String(USUAL);
  return /^[1-9]\d{0,5}$/.test(asked) ? Math.min(Number(asked), MOST, most) : undefined;
}

/** What stands behind a cursor: a number, or 0 without one; undefined for what was never given out. */
export function cursorOf({ query }: VendorRequest): number | undefined {
  const cursor = query.get("cursor");
  if (cursor === null) return 0;
  const [, number] = /^cur_(\d{1,9})$/.exec(cursor) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Links as they stand beside a list. The query is the one that was asked. */
export function linksOf(
  request: VendorRequest,
  next: number | null,
  origin = `http://${request.headers.host ?? "api.personio.de"}`,
): Record<string, { href: string } | null> {
  const link = (changes: Readonly<Record<string, string>>): { href: string } => {
    const query = new URLSearchParams(request.query);
    for (const [name, value] of Object.entries(changes)) query.set(name, value);
    return { href: `${origin}${request.path}?${query.toString()}` };
  };
  return { self: link({}), next: next === null ? null : link({ cursor: `cur_${next}` }) };
}
