import { expect, test } from "vitest";
import { first } from "./mapping.ts";

test("first keeps the order in which the source fields are asked", () => {
  expect(first("workEmail", "email")).toEqual({ first: ["workEmail", "email"] });
});
