import type { Records } from "../company/company.ts";
import { createMemo, type Memo } from "../kit/memo.ts";
import { createPageNumbers, type PageNumbers } from "../kit/page-numbers.ts";
import type { World } from "../kit/vendor.ts";

const MOST_OPEN = 8;

/** A list that is read page by page. */
export interface Enumeration {
  records: Records;
  numbers: PageNumbers;
  /** Made once for each question. */
  members: Memo<readonly number[]>;
  /** How many of the first people a later page has lost. */
  lost: number;
}

export interface Enumerations {
  /**
   * The list that a page belongs to. The first page of an As_Of_Entry_DateTime takes a snapshot, and its later pages
   * show that one. A later page without one, or with another one, belongs to nothing: the set has drifted, and each
   * page has lost one more of the people before it.
   */
  turnTo: (reader: string, entry: string | undefined, page: number) => Enumeration;
}

export function createEnumerations({ company, faults }: World): Enumerations {
  const open = new Map<string, Enumeration>();

  function begin(records: Records): Enumeration {
    return {
      records,
      numbers: createPageNumbers(faults.version),
      members: createMemo(() => String(faults.version())),
      lost: 0,
    };
  }

  return {
    turnTo(reader, entry, page) {
      const name = `${reader} ${entry ?? ""}`;
      const known = open.get(name);
      if (page > 1 && known !== undefined && entry !== undefined) return known;
      if (page > 1) return { ...begin(company), ...(known && { numbers: known.numbers }), lost: page - 1 };
      const fresh = begin(company.snapshot());
      open.delete(name);
      open.set(name, fresh);
      const [oldest] = open.keys();
      if (open.size > MOST_OPEN && oldest !== undefined) open.delete(oldest);
      return fresh;
    },
  };
}
