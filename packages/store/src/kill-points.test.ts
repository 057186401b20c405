import { expect, onTestFinished, test } from "vitest";
import { armKillPoints, type KillPoint, parseKillPoints, passing } from "./kill-points.ts";
import { StoreError } from "./errors.ts";

/** The points come to when the process would have died. */
function armed(text: string): KillPoint[][] {
  const deaths: KillPoint[][] = [];
  armKillPoints(parseKillPoints(text), (reached) => void deaths.push([...reached]));
  // One that is never come to: the next test of this process passes freely.
  onTestFinished(() => void armKillPoints(parseKillPoints("page#1000000")));
  return deaths;
}

test("the process dies at the n-th pass of a point, whoever comes to it", async () => {
  const deaths = armed("applied#2");
  await passing("applied", 1);
  await passing("page", 2);
  expect(deaths).toEqual([]);
  void passing("applied", 2);
  expect(deaths).toHaveLength(1);
});

test("with several points it dies when each has been come to, and one whose job was done first counts as missed", async () => {
  const deaths = armed("page#1@1, sealed#1@2, statement#9@3");
  void passing("page", 1);
  void passing("sealed", 2);
  await passing("sealed", 1);
  expect(deaths).toEqual([]);
  await passing("statement", 3);
  void passing("jobDone", 3);
  expect(deaths).toEqual([
    [
      { name: "page", pass: 1, orgId: 1 },
      { name: "sealed", pass: 1, orgId: 2 },
    ],
  ]);
});

test.each(["applied", "nowhere#1", "page#0", "page#1@", "page#1,,"])("%s is no kill point", (text) => {
  expect(() => parseKillPoints(text)).toThrow(StoreError);
});
