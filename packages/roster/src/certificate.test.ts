import { describe, expect, test } from "vitest";
import { certify, type ReadFacts } from "./certificate.ts";

/** A read of a hundred people that is complete by everything that is known of it. */
const COMPLETE: ReadFacts = {
  lastPageReached: true,
  distinctIds: 100,
  total: 100,
  totalsDiffer: false,
  unreadableIds: 0,
  restricted: [],
  baselineRestricted: [],
};

test.each<[string, Partial<ReadFacts>, "counted" | "walked"]>([
  ["the vendor's total agrees", {}, "counted"],
  ["nobody is there, and the vendor says so", { distinctIds: 0, total: 0 }, "counted"],
  ["the vendor gives no total", { total: undefined }, "walked"],
  ["nobody is there and no total is given", { distinctIds: 0, total: undefined }, "walked"],
  [
    "it is the first read, whatever is restricted",
    { baselineRestricted: null, restricted: ["workEmail"] },
    "counted",
  ],
  ["what is restricted was so before", { baselineRestricted: ["a", "b"], restricted: ["b", "a"] }, "counted"],
  ["less is restricted than before", { baselineRestricted: ["a", "b"], restricted: ["b"] }, "counted"],
])("absence counts where %s", (_, change, grade) => {
  expect(certify({ ...COMPLETE, ...change })).toEqual({ grade });
});

describe("absence says nothing", () => {
  test.each<[string, Partial<ReadFacts>, string]>([
    ["the last page was not reached", { lastPageReached: false }, "notToTheEnd"],
    ["one record came without a readable id", { unreadableIds: 1 }, "unreadableId"],
    ["the total changed while reading", { totalsDiffer: true }, "totalChanged"],
    ["the total went away while reading", { totalsDiffer: true, total: undefined }, "totalChanged"],
    ["one person is missing to the total", { distinctIds: 99 }, "totalDiffers"],
    ["there is one more than the total", { distinctIds: 101 }, "totalDiffers"],
    ["the vendor counts people and its pages hold none", { distinctIds: 0 }, "totalDiffers"],
    ["the vendor counts none and its pages hold some", { total: 0 }, "totalDiffers"],
    ["one more field is restricted", { restricted: ["status"] }, "permissionsNarrowed"],
    [
      "another field is restricted than before",
      { baselineRestricted: ["a"], restricted: ["b"] },
      "permissionsNarrowed",
    ],
    [
      "no total is given and one more field is restricted",
      { total: undefined, restricted: ["status"] },
      "permissionsNarrowed",
    ],
    // However well the numbers agree, a missing id means that nobody can say who was there.
    [
      "ids could not be read though the numbers agree",
      { unreadableIds: 2, distinctIds: 98, total: 98 },
      "unreadableId",
    ],
  ])("where %s", (_, change, code) => {
    expect(certify({ ...COMPLETE, ...change })).toMatchObject({ grade: "none", code });
  });

  test("and the reason has the numbers and the fields", () => {
    expect(certify({ ...COMPLETE, distinctIds: 95 })).toMatchObject({
      reason: "the vendor counts 100 people, its pages held 95",
    });
    expect(certify({ ...COMPLETE, unreadableIds: 3 })).toMatchObject({
      reason: "3 records came without a readable id",
    });
    expect(
      certify({ ...COMPLETE, baselineRestricted: ["a"], restricted: ["a", "status", "workEmail"] }),
    ).toMatchObject({
      reason: "the credentials may no longer read status, workEmail",
    });
  });
});
