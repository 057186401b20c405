import { type Filter, readFilter } from "./filter.ts";
import { EXPANSIONS } from "./worker.ts";

const DEFAULT_LIMIT = 50;
const MOST_ROWS = 100;
const MOST_EXPANSIONS = 10;
const MOST_LEVELS = 2;
const ORDERS = new Set(["id", "created_at", "updated_at"]);

export interface Order {
  field: string;
  descending: boolean;
}

/** A request for a page of the list. */
export interface ListQuery {
  limit: number;
  cursor: string | null;
  order: readonly Order[];
  filter: Filter | undefined;
  expand: ReadonlySet<string>;
  /** What the cursor belongs to: another order or filter makes it worthless. */
  subject: string;
}

/**
 * The query as the API reads it, with at most `mostRows` a page: unknown parameters count for nothing, wrong values of
 * known ones are refused.
 */
export function readListQuery(query: URLSearchParams, mostRows: number): ListQuery | { refusal: string } {
  const limit = readLimit(query.get("limit"));
  if (limit === undefined) return { refusal: `limit must be between 1 and ${MOST_ROWS}` };
  const order = readOrder(query.get("order_by") ?? "id");
  if (order === undefined) return { refusal: `order_by must be of ${[...ORDERS].join(", ")}` };
  const condition = query.get("filter");
  const filter = condition === null ? undefined : readFilter(condition);
  if (filter !== undefined && "refusal" in filter) return filter;
  const expand = readExpand(query);
  if ("refusal" in expand) return expand;
  const subject = JSON.stringify([order, condition]);
  return { limit: Math.min(limit, mostRows), cursor: query.get("cursor"), order, filter, ...expand, subject };
}

/** What `expand` asks for, of one worker too. */
export function readExpand(query: URLSearchParams): { expand: ReadonlySet<string> } | { refusal: string } {
  const names = commaList(query.get("expand") ?? "");
  if (names.length > MOST_EXPANSIONS) return { refusal: `expand: no more than ${MOST_EXPANSIONS} fields` };
  const deep = names.find((name) => name.split(".").length > MOST_LEVELS);
  if (deep !== undefined) return { refusal: `expand: no more than ${MOST_LEVELS} levels` };
  const tops = names.map((name) => name.replace(/\..*$/, ""));
  const unknown = tops.find((name) => !EXPANSIONS.has(name));
  return unknown === undefined ? { expand: new Set(tops) } : { refusal: `expand: cannot expand ${unknown}` };
}

/** Undefined for what is no limit. */
export function readLimit(text: string | null): number | undefined {
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MOST_ROWS ? limit : undefined;
}

function readOrder(text: string): Order[] | undefined {
  const orders = commaList(text).map((part) => /^(\w+)( desc)?$/.exec(part) ?? []);
  if (orders.some(([, field = ""]) => !ORDERS.has(field))) return undefined;
  return orders.map(([, field = "", descending]) => ({ field, descending: descending !== undefined }));
}

function commaList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
