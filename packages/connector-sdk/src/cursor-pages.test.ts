import { expect, test } from "vitest";
import { pagesByCursor } from "./cursor-pages.ts";
import { restartsRead } from "./errors.ts";
import type { Checkpoint } from "./records.ts";
import { pageOf } from "./rows.ts";

async function cursorsFrom(from: Checkpoint | null): Promise<(string | undefined)[]> {
  const asked: (string | undefined)[] = [];
  const pages = pagesByCursor("Acme", from, async (cursor) => {
    asked.push(cursor);
    return pageOf([], cursor === "b" ? null : { cursor: cursor === undefined ? "a" : "b" });
  });
  for await (const page of pages) expect(page.records).toEqual([]);
  return asked;
}

test("each page is asked for by the cursor of the one before it, the first by none", async () => {
  expect(await cursorsFrom(null)).toEqual([undefined, "a", "b"]);
  expect(await cursorsFrom({ cursor: "b" })).toEqual(["b"]);
});

test("a checkpoint of another form starts the read over", async () => {
  const error: unknown = await cursorsFrom({ offset: 20 }).catch((thrown: unknown) => thrown);
  expect(restartsRead(error)).toBe(true);
});
