import { expect, test } from "vitest";
import { type Aftermath, expectPromises, footprintOf, rosterOf } from "./promises.ts";
import { randomFrom } from "./random.ts";

/** S1: mass deactivation, corruption or breach; S2: one customer stopped or one record wrong; S3: late or degraded. */
export type Severity = "S1" | "S2" | "S3";

declare module "vitest" {
  interface TaskMeta {
    /** How often the test injected its fault. Absent: once. */
    injections?: number;
  }
}

/** What a fault may differ by from one seed to the next. */
export interface Chance {
  seed: number;
  /** In [0, 1); the same for the same seed. */
  random: () => number;
  /** A whole number from 0 to below `limit`. */
  below: (limit: number) => number;
  /** Says how often the fault was injected, where that is not once. */
  injected: (times: number) => void;
}

/** What a fault left behind: one organization or several, or nothing where it never came to a database. */
type Left = Aftermath | readonly Aftermath[] | undefined;

interface FaultOptions {
  timeout?: number;
  /** True where the test goes through its own many points, and a seed would change nothing. */
  once?: boolean;
}

/** How many seeds an S1 row is run with; a row that is less grave is run with one. */
const SEEDS = Number(process.env["MUSTER_FAULT_SEEDS"] ?? 1);
/** The first of them: with `MUSTER_FAULT_SEEDS=1` that one alone comes again. */
const FIRST_SEED = Number(process.env["MUSTER_FAULT_SEED"] ?? 1);

/**
 * A row of the fault table as tests: the body injects the fault, waits until every run has ended, and gives what is
 * left. Then the promises are checked; the fault is lifted; a clean sync must reach the expected roster with the
 * promises kept, and one more must write no member. `id` and `severity` are those of `.ci/faults/rows.ts`, and the
 * title begins with them: the table of `docs/reliability.md` is made from it.
 */
export function fault(
  id: `F${string}`,
  severity: Severity,
  promise: string,
  body: (chance: Chance) => Promise<Left>,
  { timeout, once = false }: FaultOptions = {},
): void {
  const seeds = severity === "S1" && !once ? SEEDS : 1;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed += 1) {
    const which = seeds > 1 ? `, seed ${seed}` : "";
    test(
      `${id} ${severity} ${promise}${which}`,
      timeout === undefined ? {} : { timeout },
      async ({ task }) => {
        const random = randomFrom(seed);
        const left = await body({
          seed,
          random,
          below: (limit) => Math.floor(random() * limit),
          injected: (times) => {
            task.meta.injections = times;
          },
        });
        for (const aftermath of [left ?? []].flat()) await expectSurvived(aftermath);
      },
    );
  }
}

async function expectSurvived(aftermath: Aftermath): Promise<void> {
  await expectPromises(aftermath);
  await aftermath.syncClean();
  await expectPromises(aftermath);
  const expected = aftermath.roster().toSorted((a, b) => (a < b ? -1 : 1));
  expect(await rosterOf(aftermath), "the roster after a clean run").toEqual(expected);
  const before = await footprintOf(aftermath);
  await aftermath.syncClean();
  expect(await footprintOf(aftermath), "P7: a run with nothing new writes no member row").toBe(before);
}
