import { inspectOrganization } from "@muster/store";
import { nameStatements, type TestServer } from "@muster/store/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR } from "./testing/model/company.ts";
import { endQuietly } from "./testing/model/ending.ts";
import { type Life, live, lives } from "./testing/model/life.ts";
import { newModelWorld, type Tally } from "./testing/model/world.ts";
import { useStore } from "./testing/world.ts";

/** The same lives each time, so that the test command never fails by chance; `pnpm test:model` draws others. */
const FIXED_SEED = 20_260_302;
// With the path that a failure prints, its seed brings it back; `MUSTER_MODEL_SHRINK=1` makes it smaller, in minutes.
const SEED = Number(process.env["MUSTER_MODEL_SEED"] ?? FIXED_SEED);
const PATH = process.env["MUSTER_MODEL_PATH"];
const SHRINKS = process.env["MUSTER_MODEL_SHRINK"] !== undefined;
const MONTHS = Number(process.env["MUSTER_MODEL_MONTHS"] ?? 600);
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

/** As many seeds from the first on as the months need: which lives are lived is no question of how fast they go. */
function seedsFor(months: number): number[] {
  const seeds: number[] = [];
  let lived = 0;
  while (lived < months) {
    const seed = SEED + seeds.length;
    seeds.push(seed);
    for (const { steps } of fc.sample(lives, { seed, numRuns: LIVES_A_SEED })) {
      lived += steps.reduce((hours, step) => hours + step.hours, 0) * (HOUR / MONTH);
    }
  }
  return seeds;
}

describe.each<TestServer>(["pg18"])("on %s", (server) => {
  const store = useStore(server);

  async function liveOne({ beginning, steps }: Life, count: Count): Promise<void> {
    const world = await newModelWorld(store(), beginning, count);
    const began = world.company.now;
    await live(world, steps);
    await endQuietly(world);
    count.months += (world.company.now - began) / MONTH;
    const { orphans } = await store().forOrganization(world.orgId, (tx) =>
      inspectOrganization(tx, world.engine.keyring, world.orgId),
    );
    expect(orphans).toBe(0);
  }

  async function lane(seeds: number[], count: Count): Promise<void> {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      await fc
        .assert(
          fc.asyncProperty(lives, (life) => liveOne(life, count)),
          {
            seed,
            numRuns: LIVES_A_SEED,
            ...(PATH !== undefined && { path: PATH }),
            endOnFailure: !SHRINKS,
            interruptAfterTimeLimit: LONGEST_MS,
          },
        )
        .catch((error: unknown) => {
          // The other lanes end with the lives that they are at.
          seeds.length = 0;
          throw error;
        });
    }
  }

  test("whatever happens in a company, nobody is out wrongly, missed, doubled or stuck", {
    timeout: 120 * 60_000,
  }, async () => {
    const count: Count = { months: 0, runs: 0, deactivations: 0 };
    const seeds = PATH === undefined ? seedsFor(MONTHS) : [SEED];
    process.stdout.write(`model: seeds from ${SEED} on\n`);
    await Promise.all(Array.from({ length: LANES }, () => lane(seeds, count)));
    const { months, runs, deactivations } = count;
    const size = `${Math.floor(months).toLocaleString("en")} company-months`;
    process.stdout.write(
      `model: seed ${SEED}, ${size}, ${runs} runs, ${deactivations} deactivations checked\n`,
    );
    if (PATH === undefined) expect(months).toBeGreaterThanOrEqual(MONTHS);
    expect(deactivations).toBeGreaterThan(0);
  });
});
