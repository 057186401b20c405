import type { HttpAnswer } from "@muster/connector-sdk";
import { z } from "zod";
import { type Asking, HEADERS } from "./ask.ts";
import { unexpected } from "./errors.ts";

/** The most that `limit` may ask for. Rippling REST API reference, pagination. */
export const PAGE_SIZE = 100;

const Envelope = z.object({
  results: z.array(z.unknown()),
  // Null or absent on the last page.
  next_link: z.string().min(1).nullish(),
});

/** What every list of Rippling's has in common. `next` is the cursor of the page after it. */
export function readEnvelope(
  body: unknown,
  http: Pick<Asking["http"], "linkQuery">,
): { results: readonly unknown[]; next: string | null } {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) {
    const where = envelope.error.issues[0]?.path.join(".") || "the answer itself";
    throw unexpected("badList", `a list has not the documented form (${where})`, envelope.error);
  }
  const { results, next_link } = envelope.data;
  if (!next_link) return { results, next: null };
  const { cursor = "" } = http.linkQuery(next_link);
  if (cursor === "") throw unexpected("badLink", "the link to the next page of a list holds no cursor");
  if (results.length === 0) throw unexpected("emptyPage", "a page of a list is empty and announces another");
  return { results, next: cursor };
}

/** A whole list that belongs to the company and not to its people; or the answer where it is refused or not there. */
export async function readSmallList(
  { http }: Asking,
  path: string,
): Promise<{ items: readonly unknown[] } | { refused: HttpAnswer }> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const query = { limit: PAGE_SIZE, cursor };
    const answer = await http.get(path, { query, headers: HEADERS, expect: [403, 404] });
    if (answer.status !== 200) return { refused: answer };
    const { results, next } = readEnvelope(answer.body, http);
    items.push(...results);
    if (next === null) return { items };
    if (seen.has(next)) throw unexpected("repeatedCursor", "a list does not end");
    seen.add((cursor = next));
  }
}
