import { unexpectedAnswer } from "./answers.ts";
import type { CursorCheckpoint } from "./cursor-pages.ts";
import type { ConnectorHttp } from "./http.ts";

/** The rows of one answer, and where the list goes on; null after the last page. */
export interface RowsPage {
  rows: readonly unknown[];
  checkpoint: CursorCheckpoint | null;
}

/**
 * Rows of an answer that goes on at a link, of whose query the cursor is taken. Throws ConnectorError `contract` for a
 * link without one, or behind no rows: either would end or repeat the list.
 */
export function linkedRows(
  vendor: string,
  http: Pick<ConnectorHttp, "linkQuery">,
  rows: readonly unknown[],
  link: string | null | undefined,
): RowsPage {
  if (link === null || link === undefined) return { rows, checkpoint: null };
  const { cursor = "" } = http.linkQuery(link);
  if (cursor === "") throw unexpectedAnswer(vendor, "badLink", "a link to the next page holds no cursor");
  if (rows.length === 0) throw unexpectedAnswer(vendor, "emptyPage", "a page without rows announces another");
  return { rows, checkpoint: { cursor } };
}

/**
 * All rows of a short list, such as the names of departments; undefined where `readPage` finds that it may not be
 * read. Throws ConnectorError `contract` for a list that leads back.
 */
export async function allRows(
  vendor: string,
  readPage: (cursor: string | undefined) => Promise<RowsPage | undefined>,
): Promise<readonly unknown[] | undefined> {
  const all: unknown[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page = await readPage(cursor);
    if (page === undefined) return undefined;
    all.push(...page.rows);
    if (page.checkpoint === null) return all;
    cursor = page.checkpoint.cursor;
    if (seen.has(cursor)) throw unexpectedAnswer(vendor, "repeatedCursor", "a list does not end");
    seen.add(cursor);
  }
}
