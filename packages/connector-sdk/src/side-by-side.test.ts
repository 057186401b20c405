import { expect, test } from "vitest";
import { sideBySide } from "./side-by-side.ts";

const soon = (): Promise<void> => new Promise((next) => setTimeout(next, 1));

test("what is made of the items comes back in their order, however long each takes", async () => {
  const made = await sideBySide([3, 1, 2], 2, async (pauses) => {
    for (let pause = 0; pause < pauses; pause += 1) await soon();
    return pauses * 10;
  });
  expect(made).toEqual([30, 10, 20]);
});

test("no more than asked for are under way at once", async () => {
  let [underWay, most] = [0, 0];
  await sideBySide(Array.from({ length: 20 }), 4, async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await soon();
    underWay -= 1;
  });
  expect(most).toBe(4);
});

test("after a failure no other is begun", async () => {
  const begun: number[] = [];
  const work = sideBySide([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item);
    await soon();
    if (item === 2) throw new Error("refused");
    await soon();
  });
  await expect(work).rejects.toThrow("refused");
  await soon();
  await soon();
  expect(begun).toEqual([1, 2]);
});
