import { xmlAll } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { element } from "../testing/example.ts";
import { managerOf } from "./manager.ts";

/** A chain from the root: each entry is an organization and those who lead it. */
function chain(...entries: readonly (readonly [string, ...string[]])[]) {
  const xml = entries.map(
    ([organization, ...managers]) =>
      `<wd:Management_Chain_Data><wd:Organization_Reference><wd:ID wd:type="Organization_Reference_ID">X</wd:ID><wd:ID wd:type="WID">${organization}</wd:ID></wd:Organization_Reference>${managers
        .map(
          (id) =>
            `<wd:Manager_Reference><wd:ID wd:type="Employee_ID">7</wd:ID><wd:ID wd:type="WID">${id}</wd:ID></wd:Manager_Reference>`,
        )
        .join("")}</wd:Management_Chain_Data>`,
  );
  return xmlAll(element(`<wd:Chain>${xml.join("")}</wd:Chain>`), "Management_Chain_Data");
}

test.each([
  [
    "leads the worker's own organization",
    [
      ["root", "ceo"],
      ["own", "boss"],
      ["sub", "other"],
    ],
    "own",
    "boss",
  ],
  [
    "is last where that organization is not in the chain",
    [
      ["root", "ceo"],
      ["sub", "boss"],
    ],
    "gone",
    "boss",
  ],
  [
    "is last where the organization is not known",
    [
      ["root", "ceo"],
      ["sub", "boss"],
    ],
    undefined,
    "boss",
  ],
  ["is the next one up where the post is vacant", [["root", "ceo"], ["mid", "vp"], ["own"]], "own", "vp"],
  [
    "is the next one up for who leads it",
    [
      ["root", "ceo"],
      ["own", "me"],
    ],
    "own",
    "ceo",
  ],
  [
    "is the other one of two who share the post",
    [
      ["root", "ceo"],
      ["own", "me", "boss"],
    ],
    "own",
    "boss",
  ],
  ["is nobody for the head of all", [["root", "me"]], "root", null],
  ["is nobody where every post is vacant", [["root"], ["own"]], "own", null],
] as const)("the manager %s", (_, entries, organization, expected) => {
  expect(managerOf(chain(...entries), { wid: "me", organization })).toBe(expected);
});
