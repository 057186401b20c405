import { expect, test } from "vitest";
import type { Output } from "../output/output.ts";
import { printError } from "./print-error.ts";

test("everything that is told of an unforeseen error, stacks too, quotes nothing of what it says", () => {
  const written: string[] = [];
  const line = (text: string): void => void written.push(text);
  const output: Output = {
    line,
    note: line,
    progress: line,
    json: (value) => line(JSON.stringify(value)),
    closed: false,
  };
  const cause = new RangeError("ada@acme.test is out of range");
  const error = new TypeError("cannot read ada@acme.test", { cause });
  printError(output, error, { json: true, debug: true });
  const told = written.join("\n");
  expect(told).toContain("TypeError");
  expect(told).toContain("RangeError");
  expect(told).toMatch(/at .*print-error\.test\.ts/);
  expect(told).not.toContain("ada@acme.test");
});
