import { nameStatements, type TestServer } from "@muster/store/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR } from "./testing/model/company.ts";
import { endQuietly } from "./testing/model/ending.ts";
import { type Life, live, lives } from "./testing/model/life.ts";
import { newModelWorld, type Tally } from "./testing/model/world.ts";
import { useStore } from "./testing/world.ts";

// Given, they bring a failure back: `MUSTER_MODEL_SEED` and `MUSTER_MODEL_PATH` as it was printed.
const SEED = Number(process.env["MUSTER_MODEL_SEED"] ?? Math.floor(Math.random() * 1_000_000_000));
const PATH = process.env["MUSTER_MODEL_PATH"];
const MONTHS = Number(process.env["MUSTER_MODEL_MONTHS"] ?? 2_000);
/** Companies that live at the same time, each in an organization of its own. */
const LANES = 8;
const LIVES_A_SEED = 5;
const MONTH = 30 * 24 * HOUR;
/** Of a failure that is being made smaller. */
const LONGEST_MS = 300_000;

nameStatements();

interface Count extends Tally {
  months: number;
}

describe.each<TestServer>(["pg18"])("on %s", (server) => {
  const store = useStore(server);

  async function liveOne({ beginning, steps }: Life, count: Count): Promise<void> {
    const world = await newModelWorld(store(), beginning, count);
    const began = world.company.now;
    await live(world, steps);
    await endQuietly(world);
    count.months += (world.company.now - began) / MONTH;
  }

  async function lane(nextSeed: () => number, count: Count): Promise<void> {
    while (count.months < MONTHS) {
      await fc
        .assert(
          fc.asyncProperty(lives, (life) => liveOne(life, count)),
          { seed: nextSeed(), numRuns: LIVES_A_SEED, interruptAfterTimeLimit: LONGEST_MS },
        )
        .catch((error: unknown) => {
          // The other lanes end with the lives that they are at.
          count.months = Number.POSITIVE_INFINITY;
          throw error;
        });
    }
  }

  test("whatever happens in a company, nobody is out wrongly, missed, doubled or stuck", {
    timeout: 90 * 60_000,
  }, async () => {
    const count: Count = { months: 0, runs: 0, deactivations: 0 };
    if (PATH !== undefined) {
      await fc.assert(
        fc.asyncProperty(lives, (life) => liveOne(life, count)),
        { seed: SEED, path: PATH, endOnFailure: true },
      );
      return;
    }
    let seed = SEED;
    await Promise.all(Array.from({ length: LANES }, () => lane(() => seed++, count)));
    const { months, runs, deactivations } = count;
    const size = `${Math.floor(months).toLocaleString("en")} company-months`;
    process.stdout.write(
      `model: seed ${SEED}, ${size}, ${runs} runs, ${deactivations} deactivations checked\n`,
    );
    expect(deactivations).toBeGreaterThan(0);
  });
});
