import { secondsOf } from "./numbers.ts";
import { atMost, type Row } from "./report.ts";
import { type Measured, NAMES, type Scenario } from "./scenarios.ts";

/** The most that is good of a scenario: the whole run, and plan and apply against MERGE alone. */
type Targets = Readonly<Record<Scenario, readonly [whole: number, core: number | null]>>;

const TARGETS: ReadonlyMap<number, Targets> = new Map([
  [100_000, { first: [2.0, 1.9], same: [1.5, 0.6], moved: [1.7, 1.0] }],
  [1_000_000, { first: [2.0, null], same: [1.4, null], moved: [1.5, null] }],
]);

/** What a size says; one that is not judged has no targets. */
export function rowsOf(measured: readonly Measured[]): Row[] {
  return measured.flatMap((one) => {
    const { people, scenario, whole, core } = one;
    const [wholeTarget, coreTarget] = TARGETS.get(people)?.[scenario] ?? [null, null];
    const name = `${people.toLocaleString("en-US")} people, ${NAMES[scenario]}`;
    return [
      ratioRow(`${name}: whole run`, whole, wholeTarget),
      ratioRow(`${name}: plan and apply against MERGE alone`, core, coreTarget),
    ];
  });
}

function ratioRow(scenario: string, { engine, floor }: Measured["whole"], target: number | null): Row {
  return {
    scenario,
    ratio: engine.median / floor.median,
    target,
    measured: secondsOf(engine),
    against: secondsOf(floor),
  };
}

/** What a size took of memory and of the database's patience. */
export function limitRows(measured: readonly Measured[]): Row[] {
  const most = (value: (one: Measured) => number): number => Math.max(...measured.map(value));
  const people = (measured[0]?.people ?? 0).toLocaleString("en-US");
  return [
    atMost({
      scenario: `${people} people, heap of 256 MB: memory of the process`,
      goal: 512,
      measured: most((one) => one.peakRssMb),
      unit: "MB",
    }),
    atMost({
      scenario: `${people} people: longest transaction`,
      goal: 60,
      measured: most((one) => one.longestTransactionMs) / 1_000,
      unit: "s",
    }),
  ];
}

/** Where the time goes, in a line. */
export function phasesOf({ people, scenario, phases, whole, core }: Measured): string {
  const { read, plan, apply } = phases;
  const ratios = `${(whole.engine.median / whole.floor.median).toFixed(2)} and ${(core.engine.median / core.floor.median).toFixed(2)} × the floor`;
  return `${people} people, ${NAMES[scenario]}: read, map and stage ${secondsOf(read)}; plan ${secondsOf(plan)}; apply ${secondsOf(apply)}; ${ratios}`;
}
