import { restartsRead } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import type { AskDataset, DatasetRow } from "./dataset.ts";
import { type DatasetWalk, walkDataset } from "./dataset-walk.ts";
import { ids } from "./testing/company.ts";

const SIZE = 1_000;

function row(externalId: string): DatasetRow {
  return { externalId, values: { jobLevel: externalId } };
}

/** A walk over these ids from a page on, and the pages that it asked for. `bend` changes the nth page. */
function walkOver(
  all: readonly string[],
  {
    from = 1,
    bend = (page) => page,
  }: { from?: number; bend?: (page: Bendable, number: number) => Bendable } = {},
): { walk: DatasetWalk; asked: number[] } {
  const asked: number[] = [];
  const ask: AskDataset = async ({ page = 1 }) => {
    asked.push(page);
    const own = { ids: all.slice((page - 1) * SIZE, page * SIZE), total: all.length };
    const { ids: given, total } = bend(own, page);
    return { rows: given.map(row), totalItems: total, totalPages: Math.ceil(total / SIZE) };
  };
  return { walk: walkDataset(ask, from), asked };
}

interface Bendable {
  ids: readonly string[];
  total: number;
}

async function found(walk: DatasetWalk, wanted: readonly string[]): Promise<string[]> {
  return [...(await walk.rowsOf(wanted)).keys()];
}

async function restarts(walk: DatasetWalk, wanted: readonly string[]): Promise<boolean> {
  return walk.rowsOf(wanted).then(() => false, restartsRead);
}

test("the walk goes as far as the list, asks for no page twice and tells where to go on", async () => {
  const people = ids(3_500);
  const { walk, asked } = walkOver(people);
  expect(walk.page()).toBe(1);
  expect(await found(walk, people.slice(0, 2_500))).toHaveLength(2_500);
  expect([asked, walk.page()]).toEqual([[1, 2, 3], 3]);
  expect(await found(walk, people.slice(2_500))).toEqual(people.slice(2_500));
  expect([asked, walk.page()]).toEqual([[1, 2, 3, 4], 4]);
});

test("a later walk goes on from the page that was told", async () => {
  const people = ids(3_500);
  const { walk, asked } = walkOver(people, { from: 3 });
  expect(await found(walk, people.slice(2_500))).toEqual(people.slice(2_500));
  expect(asked).toEqual([3, 4]);
});

test("a dataset that sorts ids by letter is read to the same end", async () => {
  const people = ids(3_500);
  const { walk } = walkOver(people.toSorted());
  expect(await found(walk, people.slice(0, 2_500))).toHaveLength(2_500);
  expect(await found(walk, people.slice(2_500))).toHaveLength(1_000);
});

test("somebody whom the dataset does not have does not draw the walk to its end", async () => {
  const people = ids(5_000);
  const { walk, asked } = walkOver(people.filter((id) => id !== "700"));
  expect(await found(walk, people.slice(0, 800))).toEqual(people.slice(0, 800).filter((id) => id !== "700"));
  expect(asked).toEqual([1]);
});

test("where there is no field to ask for the walk is over, wherever it goes on", async () => {
  const walk = walkDataset(async () => undefined, 3);
  expect(await found(walk, ["1", "2"])).toEqual([]);
  expect(walk.page()).toBe(3);
});

test.each<[string, (page: Bendable, number: number) => Bendable]>([
  ["its total changes", (page, number) => (number === 2 ? { ...page, total: page.total + 1 } : page)],
  [
    "a row comes again on the next page",
    (page, number) => (number === 2 ? { ...page, ids: ["1000", ...page.ids.slice(1)] } : page),
  ],
  [
    "a row comes twice on one page",
    (page) => ({ ...page, ids: [...page.ids.slice(1), page.ids.at(-1) ?? ""] }),
  ],
  [
    "there are fewer rows than it counts",
    (page, number) => (number === 2 ? { ...page, ids: page.ids.slice(1) } : page),
  ],
])("the read starts over where %s", async (_, bend) => {
  const people = ids(2_500);
  expect(await restarts(walkOver(people).walk, people)).toBe(false);
  expect(await restarts(walkOver(people, { bend }).walk, people)).toBe(true);
});
