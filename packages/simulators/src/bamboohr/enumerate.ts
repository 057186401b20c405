import type { Person } from "../company/person.ts";
import type { ListField } from "./list-fields.ts";
import type { ListQuery } from "./list-query.ts";
import type { View } from "./view.ts";

/**
 * The ids of everybody whom the query means and the key may see, in order. People are filtered and sorted only
 * by fields that may be read of them: by one that may not, nobody is left.
 */
export function enumerate(query: ListQuery, view: View): readonly number[] {
  const { sort, descending, filters, ids } = query;
  if (![sort, ...filters.map(({ field }) => field)].every(({ topic }) => view.mayRead(topic))) return [];
  if (sort.name === "employeeId" && !descending && filters.length === 0 && ids === undefined)
    return view.ids();
  const key = JSON.stringify([
    view.profile.name,
    sort.name,
    descending,
    filters.map(({ field, value }) => [field.name, value]),
    ids === undefined ? null : [...ids],
  ]);
  return view.enumerations(key, () => selectIds(query, view));
}

function selectIds({ sort, descending, filters, ids }: ListQuery, view: View): readonly number[] {
  const found = (ids === undefined ? view.ids() : numbersOf(ids)).flatMap((id) => {
    const person = view.find(id);
    if (person === undefined || !filters.every((filter) => passes(filter, person, view))) return [];
    return [{ id, key: sortKey(sort, person, view) }];
  });
  const ascending = found.toSorted((a, b) => compare(a.key, b.key) || a.id - b.id).map(({ id }) => id);
  return descending ? ascending.toReversed() : ascending;
}

function numbersOf(ids: ReadonlySet<string>): number[] {
  return [...ids].flatMap((id) => (/^[1-9]\d{0,8}$/.test(id) ? [Number(id)] : []));
}

function passes(filter: ListQuery["filters"][number], person: Person, view: View): boolean {
  const value = filter.field.read(person, view);
  if (typeof value !== "string" && typeof value !== "boolean") return false;
  const [held, wanted] = [String(value).toLowerCase(), filter.value.toLowerCase()];
  return filter.field.filter === "part" ? held.includes(wanted) : held === wanted;
}

function sortKey(sort: ListField, person: Person, view: View): string | number | null {
  if (sort.name === "employeeId") return person.id;
  const value = sort.read(person, view);
  return typeof value === "string" ? value.toLowerCase() : null;
}

/** Nulls first. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
