import { expect, test } from "vitest";
import { createPageNumbers } from "./page-numbers.ts";

const ASKED = { size: 25, limit: 10 };

test("pages follow each other, and beyond the last one there is nothing", () => {
  const numbers = createPageNumbers(() => 0);
  const bounds = [1, 2, 3, 4].map((page) => numbers.turnTo(page, ASKED, undefined));
  expect(bounds.map(({ start, end }) => [start, end])).toEqual([
    [0, 10],
    [10, 20],
    [20, 25],
    [25, 25],
  ]);
  expect(bounds[0]).toMatchObject({ page: 1, total: 25, pages: 3 });
});

test("what a fault did to later pages is over when the page is asked for again, or faults change", () => {
  let version = 0;
  const numbers = createPageNumbers(() => version);
  const startOf = (page: number): number => numbers.turnTo(page, ASKED, undefined).start;
  numbers.turnTo(1, ASKED, "dropPage");
  expect(startOf(2)).toBe(20);
  expect([startOf(1), startOf(2)]).toEqual([0, 10]);
  numbers.turnTo(1, ASKED, "dropPage");
  version += 1;
  expect(startOf(2)).toBe(10);
});

test("short pages put the others off, and make more of them", () => {
  const numbers = createPageNumbers(() => 0);
  const pages = [1, 2, 3, 4, 5].map((page) => numbers.turnTo(page, ASKED, "shortPage"));
  expect(pages.map(({ start, end }) => [start, end])).toEqual([
    [0, 5],
    [5, 10],
    [10, 15],
    [15, 20],
    [20, 23],
  ]);
  expect(numbers.turnTo(6, ASKED, undefined)).toMatchObject({ start: 23, end: 25, pages: 6 });
});
