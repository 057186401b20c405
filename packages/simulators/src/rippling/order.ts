import type { Company } from "../company/company.ts";
import type { Person } from "../company/person.ts";
import type { Order } from "./query.ts";
import { createdMs, updatedMs } from "./times.ts";

/** A worker's number with what it is ordered by. */
export interface Keyed {
  number: number;
  keys: readonly number[];
}

export function keyed(orders: readonly Order[], person: Person, company: Company): Keyed {
  const keys = orders.map(({ field }) => {
    if (field === "created_at") return createdMs(person, company);
    return field === "updated_at" ? updatedMs(person, company) : person.id;
  });
  return { number: person.id, keys };
}

/** Ties go by the number. */
export function compareKeyed(orders: readonly Order[], a: Keyed, b: Keyed): number {
  for (const [index, { descending }] of orders.entries()) {
    const rising = (a.keys[index] ?? 0) - (b.keys[index] ?? 0);
    if (rising !== 0) return descending ? -rising : rising;
  }
  return a.number - b.number;
}

/** How many of `count` rows in order come before `edge`; `rowAt` tells one. */
export function placeOf(
  edge: Keyed,
  orders: readonly Order[],
  { count, rowAt }: { count: number; rowAt: (position: number) => Keyed },
): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (compareKeyed(orders, rowAt(middle), edge) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
