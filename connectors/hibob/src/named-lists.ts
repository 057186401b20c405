import type { ConnectorContext } from "@muster/connector-sdk";
import { z } from "zod";
import { unexpected } from "./errors.ts";

/** Labels by the name of a list and the id of an item. */
export type Labels = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Item {
  id: string | number;
  value?: string | undefined;
  name?: string | undefined;
  children?: Item[] | undefined;
}

const Item: z.ZodType<Item> = z.object({
  id: z.union([z.string(), z.number()]),
  value: z.string().optional(),
  name: z.string().optional(),
  get children() {
    return z.array(Item).optional();
  },
});
// The reference shows `values`, older documents and clients `items`.
const List = z.union([
  z.object({ values: z.array(Item) }).transform(({ values }) => values),
  z.object({ items: z.array(Item) }).transform(({ items }) => items),
]);

/** Fetches lists, archived items included. A list that is not there, or may not be read, has no labels. */
export async function readLists(
  context: ConnectorContext<unknown>,
  names: readonly string[],
): Promise<Labels> {
  const lists = new Map<string, ReadonlyMap<string, string>>();
  for (const name of names) lists.set(name, await readList(context, name));
  return lists;
}

async function readList(
  { http }: ConnectorContext<unknown>,
  name: string,
): Promise<ReadonlyMap<string, string>> {
  const answer = await http.get(`/company/named-lists/${name}`, {
    query: { includeArchived: true },
    expect: [403, 404],
  });
  if (answer.status !== 200) return new Map();
  const list = List.safeParse(answer.body);
  if (!list.success) throw unexpected("badNamedList", "a named list has not the documented form", list.error);
  return new Map(flat(list.data).flatMap(({ id, name: label, value }) => pair(String(id), label ?? value)));
}

function flat(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...flat(item.children ?? [])]);
}

function pair(id: string, label: string | undefined): [string, string][] {
  return label === undefined ? [] : [[id, label]];
}
