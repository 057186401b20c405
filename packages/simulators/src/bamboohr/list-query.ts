import { DEFAULT_FIELDS, LIST_FIELDS, type ListField } from "./list-fields.ts";

const DEFAULT_LIMIT = 250;
const MOST_ROWS = 2500;
const MOST_FIELDS = 400;
const SORTS = new Set(["employeeId", "firstName", "lastName", "preferredName", "jobTitleName", "status"]);

/** A request for a page of the employee list. */
export interface ListQuery {
  limit: number;
  after: string | null;
  before: string | null;
  sort: ListField;
  descending: boolean;
  fields: readonly ListField[];
  filters: readonly { field: ListField; value: string }[];
  /** Only these, if given. */
  ids: ReadonlySet<string> | undefined;
}

/** Why a request is refused with 400. */
export interface BadQuery {
  refusal: string;
}

/**
 * The query as the API reads it, with at most `mostRows` a page. Unknown names of fields and of parameters count for
 * nothing.
 */
export function readListQuery(query: URLSearchParams, mostRows: number): ListQuery | BadQuery {
  const limit = readLimit(query.get("page[limit]"));
  if (limit === undefined) return { refusal: `page[limit] must be between 1 and ${MOST_ROWS}` };
  const after = query.get("page[after]");
  const before = query.get("page[before]");
  if (after !== null && before !== null) return { refusal: "Use page[after] or page[before], not both" };
  const order = query.get("sort") ?? "employeeId";
  const sort = LIST_FIELDS.get(order.replace(/^-/, ""));
  if (sort === undefined || !SORTS.has(sort.name)) return { refusal: `Cannot sort by ${order}` };
  const names = fieldNames(query);
  if (names.length > MOST_FIELDS) return { refusal: `No more than ${MOST_FIELDS} fields` };
  const filters = readFilters(query);
  if ("refusal" in filters) return filters;
  const fields = [...new Set([...DEFAULT_FIELDS, ...names])].flatMap((name) => LIST_FIELDS.get(name) ?? []);
  return {
    limit: Math.min(limit, mostRows),
    after,
    before,
    sort,
    descending: order.startsWith("-"),
    fields,
    ...filters,
  };
}

function readLimit(text: string | null): number | undefined {
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MOST_ROWS ? limit : undefined;
}

/** `fields[]=` adds up; of a repeated bare `fields=` the last one counts. */
function fieldNames(query: URLSearchParams): string[] {
  const listed = query.getAll("fields[]");
  return commaList(listed.length > 0 ? listed : query.getAll("fields").slice(-1));
}

function readFilters(query: URLSearchParams): Pick<ListQuery, "filters" | "ids"> | BadQuery {
  const filters: { field: ListField; value: string }[] = [];
  let ids: Set<string> | undefined;
  for (const [key, value] of query) {
    const [, name] = /^filter\[(\w+)\](?:\[\])?$/.exec(key) ?? [];
    if (name === undefined) continue;
    if (name === "ids") {
      ids = new Set([...(ids ?? []), ...commaList([value])]);
      continue;
    }
    const field = LIST_FIELDS.get(name);
    if (field === undefined || field.filter === "none") return { refusal: `Cannot filter by ${name}` };
    if (name === "status" && !/^(active|inactive)$/i.test(value)) {
      return { refusal: "filter[status] must be active or inactive" };
    }
    filters.push({ field, value });
  }
  return { filters, ids };
}

function commaList(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
