import type { FaultName } from "./fault-catalog.ts";

/** A page of a list that is asked for by number: positions from 0, `end` not included in it. */
export interface NumberedPage {
  start: number;
  end: number;
  /** Which page it says it is. */
  page: number;
  /** Undefined: it does not say. */
  total: number | undefined;
  pages: number;
}

/** One enumeration by page numbers; it remembers what a fault on one page does to those after it. */
export interface PageNumbers {
  /** `size`: how many rows there are; `limit`: of them on a page. */
  turnTo: (
    page: number,
    asked: { size: number; limit: number },
    fault: FaultName | undefined,
  ) => NumberedPage;
}

/** `version` grows when faults are set or cleared: what earlier ones did is over then. */
export function createPageNumbers(version: () => number): PageNumbers {
  /** By page: by how many rows those after it begin later. */
  let shifts = new Map<number, number>();
  let since = version();

  function startOf(page: number, limit: number): number {
    const moved = [...shifts].filter(([after]) => after < page).map(([, rows]) => rows);
    return moved.reduce((start, rows) => start + rows, (page - 1) * limit);
  }

  return {
    turnTo(page, { size, limit }, fault) {
      if (since !== version()) shifts = new Map();
      since = version();
      shifts.delete(page);
      const start = Math.min(startOf(page, limit), size);
      const end = Math.min(start + limit, size);
      if (fault === "shortPage") shifts.set(page, Math.ceil((end - start) / 2) - limit);
      if (fault === "dropPage") shifts.set(page, limit);
      const shortened = [...shifts.values()].some((rows) => rows < 0);
      const rest = Math.ceil((size - startOf(page + 1, limit)) / limit);
      // Rows left out are counted on; those put off take pages of their own.
      const pages = Math.max(Math.ceil(size / limit), shortened ? page + Math.max(0, rest) : 0);
      return bend({ start, end, page, total: size, pages }, limit, fault);
    },
  };
}

function bend(straight: NumberedPage, limit: number, fault: FaultName | undefined): NumberedPage {
  const { start, end, page, total = 0 } = straight;
  switch (fault) {
    case "emptyList":
      return { start: 0, end: 0, page, total: 0, pages: 0 };
    case "shortPage":
      return { ...straight, end: start + Math.ceil((end - start) / 2) };
    case "repeatCursor": {
      const last = Math.max(start - limit, 0);
      return { ...straight, start: last, end: Math.min(last + limit, total), page: Math.max(page - 1, 1) };
    }
    case "shiftOffsets":
      return start === 0
        ? straight
        : { ...straight, start: start - 1, end: Math.min(start - 1 + limit, total) };
    case "loopCursor":
      return { ...straight, start: 0, end: Math.min(limit, total), page: 1 };
    case "slideRows":
      return start === 0 ? straight : { ...straight, start: Math.min(start + 1, end) };
    case "totalTooLow":
      return { ...straight, total: Math.max(1, total - limit) };
    case "totalTooHigh":
      return { ...straight, total: total + 50 };
    case "totalMissing":
      return { ...straight, total: undefined };
    default:
      return straight;
  }
}
