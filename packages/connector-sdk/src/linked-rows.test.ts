import { expect, test } from "vitest";
import { allRows, linkedRows, type RowsPage } from "./linked-rows.ts";

const http = {
  linkQuery: (link: string) => Object.fromEntries(new URL(link, "https://vendor.test").searchParams),
};

test("a link leads on by its cursor, and without a link the list has ended", () => {
  expect(linkedRows("Acme", http, [1, 2], "/people?limit=2&cursor=c3")).toEqual({
    rows: [1, 2],
    checkpoint: { cursor: "c3" },
  });
  for (const none of [null, undefined]) {
    expect(linkedRows("Acme", http, [3], none)).toEqual({ rows: [3], checkpoint: null });
  }
});

test.each([
  ["a link without a cursor", [1], "/people?limit=2", "badLink"],
  ["an empty link", [1], "", "badLink"],
  ["a page without rows that announces another", [], "/people?cursor=c3", "emptyPage"],
])("%s is an error, never the end", (_, rows, link, code) => {
  expect(() => linkedRows("Acme", http, rows, link)).toThrow(expect.objectContaining({ code }));
});

test("a short list is read to its end", async () => {
  const pages: Record<string, RowsPage> = {
    first: { rows: [1, 2], checkpoint: { cursor: "b" } },
    b: { rows: [3], checkpoint: null },
  };
  expect(await allRows("Acme", async (cursor = "first") => pages[cursor])).toEqual([1, 2, 3]);
  expect(await allRows("Acme", async () => undefined)).toBeUndefined();
});

test("a short list that leads back is an error", async () => {
  const reading = allRows("Acme", async () => ({ rows: [1], checkpoint: { cursor: "b" } }));
  await expect(reading).rejects.toMatchObject({ code: "repeatedCursor" });
});
