import { StaleCursorError } from "@muster/connector-sdk";
import { type AskDataset, DATASET_PAGE_SIZE, type DatasetRow } from "./dataset.ts";

/** The dataset read in step with the list of employees: page after page, as far as the list has come. */
export interface DatasetWalk {
  /** The rows of these people, as far as there are any. */
  rowsOf: (externalIds: readonly string[]) => Promise<ReadonlyMap<string, DatasetRow>>;
  /** The page from which a later walk has to go on: the first with a row that was not asked for, or else the last. */
  page: () => number;
}

/**
 * Walks the dataset from a page on. Both lists are sorted by id, but nobody documents whether by number or by letter:
 * rows that come early are kept until they are asked for. Pages are counted by offset, so that somebody who is hired
 * or erased meanwhile moves the others: then the read starts over.
 */
export function walkDataset(ask: AskDataset, from: number): DatasetWalk {
  const waiting = new Map<string, { row: DatasetRow; page: number }>();
  let next = from;
  let read = (from - 1) * DATASET_PAGE_SIZE;
  let total: number | undefined;
  let before = new Set<string>();
  let pages = Number.POSITIVE_INFINITY;
  let ended = false;
  const passed = numberedOrder();

  async function readPage(): Promise<void> {
    const page = await ask({ page: next });
    if (page === undefined) {
      ended = true;
      return;
    }
    const { rows, totalPages, totalItems } = page;
    if (total !== undefined && totalItems !== total) throw moved();
    total = totalItems;
    for (const row of rows) {
      const id = row.externalId;
      if (waiting.has(id) || before.has(id)) throw moved();
      waiting.set(id, { row, page: next });
      passed.see(id);
    }
    before = new Set(rows.map(({ externalId }) => externalId));
    read += rows.length;
    next += 1;
    pages = Math.max(totalPages, 1);
    ended = next > pages;
    if (ended && read !== total) throw moved();
  }

  return {
    rowsOf: async (externalIds) => {
      const rows = new Map<string, DatasetRow>();
      let missing = externalIds;
      for (;;) {
        missing = missing.filter((id) => {
          const found = waiting.get(id);
          if (found) rows.set(id, found.row);
          return !waiting.delete(id);
        });
        if (ended || missing.every((id) => passed.has(id))) return rows;
        await readPage();
      }
    },
    page: () => waiting.values().next().value?.page ?? Math.min(next, pages),
  };
}

/** Tells which ids will not come any more, as long as they come in the order of their numbers. */
function numberedOrder(): { see: (id: string) => void; has: (id: string) => boolean } {
  let last = -1;
  let ascending = true;
  return {
    see: (id) => {
      const number = Number(id);
      ascending &&= number > last;
      last = number;
    },
    has: (id) => ascending && Number(id) < last,
  };
}

function moved(): StaleCursorError {
  return new StaleCursorError("BambooHR's dataset of employees changed while it was read.");
}
