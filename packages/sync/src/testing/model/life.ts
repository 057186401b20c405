import fc from "fast-check";
import type { Fault } from "./answer.ts";
import { act, ACT_WEIGHTS, type ActName } from "./acts.ts";
import { HOUR, today } from "./company.ts";
import { EVENT_WEIGHTS, EVENTS, type EventName } from "./events.ts";
import { type Beginning, Broken, isHeldWhole, type ModelWorld, sync, type SyncOrder } from "./world.ts";

/** Some hours of a company: what happens, what an admin does, who is read how. */
export interface Step {
  hours: number;
  events: { name: EventName; a: number; b: number; c: number }[];
  act: { name: ActName; a: number; b: number } | null;
  sync: SyncOrder | null;
  /** The same read once more at once: it has nothing to write. */
  again: boolean;
}

export interface Life {
  beginning: Beginning;
  steps: Step[];
}

const MOST_STEPS = 36;

const choice = fc.nat({ max: 9_999 });

/** By weight; a name further in front is a simpler one. */
function named<Name extends string>(weights: Record<Name, number>): fc.Arbitrary<Name> {
  // The keys are those of the type.
  const names = Object.keys(weights) as Name[];
  return fc.constantFrom(...names.flatMap((name) => Array.from({ length: weights[name] }, () => name)));
}

const FAULT_WEIGHTS: Record<Fault, number> = {
  none: 40,
  wrongTotal: 3,
  noLastPage: 1,
  repeatedCursor: 1,
  duplicates: 2,
  unlikeDuplicates: 2,
  unreadable: 3,
  nameless: 2,
  departmentWithheld: 2,
  departmentBlank: 2,
  empty: 1,
};

const event = fc.record({ name: named(EVENT_WEIGHTS), a: choice, b: choice, c: choice });

const step: fc.Arbitrary<Step> = fc.record({
  // A week between two reads as a rule, and what the rules count by: both sides of the half day between two looks, of
  // the three days of an approval, of the seven days, of a source that falls silent and of a late return.
  hours: fc.constantFrom(1, 11, 12, 13, 24, 71, 73, 168, 168, 168, 240, 340, 340, 480, 480, 740, 740, 740),
  events: fc.array(event, { maxLength: 8, size: "max" }),
  act: fc.option(fc.record({ name: named(ACT_WEIGHTS), a: choice, b: choice }), { freq: 2 }),
  sync: fc.option(
    fc.record({
      source: fc.nat({ max: 1 }),
      mode: fc.constantFrom("full", "full", "full", "full", "changes"),
      fault: named(FAULT_WEIGHTS),
      amount: fc.integer({ min: 1, max: 4 }),
    }),
    { freq: 9 },
  ),
  again: fc.nat({ max: 11 }).map((one) => one === 11),
});

const beginning: fc.Arbitrary<Beginning> = fc.record({
  size: fc.integer({ min: 6, max: 15 }),
  sources: fc.constantFrom(1, 1, 2),
  habits: fc.record({
    counts: fc.constantFrom(true, true, false),
    namesPersons: fc.boolean(),
    canLook: fc.boolean(),
    listsLeavers: fc.boolean(),
  }),
});

/** Whole lives of companies, up to some four months. */
export const lives: fc.Arbitrary<Life> = fc.record({
  beginning,
  steps: fc.array(step, { maxLength: MOST_STEPS, size: "max" }),
});

/** Lives through the steps. Every run is judged; throws Broken for what does not hold. */
export async function live(world: ModelWorld, steps: readonly Step[]): Promise<void> {
  for (const source of world.sources.keys()) {
    await sync(world, { source, mode: "full", fault: "none", amount: 0 });
  }
  for (const one of steps) await liveStep(world, one);
}

async function liveStep(world: ModelWorld, one: Step): Promise<void> {
  const { company, story, sources } = world;
  company.now += one.hours * HOUR;
  story.push(`${today(company)} +${one.hours} h: ${one.events.map(({ name }) => name).join(" ")}`);
  for (const { name, a, b, c } of one.events) EVENTS[name](company, a, b, c);
  if (one.act) await act(world, one.act.name, one.act.a, one.act.b);
  if (!one.sync) return;
  const order = { ...one.sync, source: one.sync.source % sources.length };
  // What a run ends of an undo's words, or of what was asked before it, frees somebody for the next one.
  const isQuiet = !world.hasUndone && world.state.conflicts.length === 0;
  const after = await sync(world, order);
  // Whom only a look by id finds is missed anew by each list.
  const looked = (sources[order.source]?.looks.size ?? 0) > 0;
  if (one.again && isQuiet && !looked && after.run?.state !== "failed") await syncAgain(world, order);
}

async function syncAgain(world: ModelWorld, order: SyncOrder): Promise<void> {
  const { members: before } = world.state;
  world.company.now += HOUR / 60;
  const { changes, members, run } = await sync(world, order);
  // Of a plan that is held whole the rows stay for whoever looks at them.
  if (isHeldWhole(run)) return;
  if (changes.length > 0) throw new Broken([`written where nothing was new: ${changes.join(", ")}`], world);
  if (JSON.stringify(members) !== JSON.stringify(before)) throw new Broken(["members written"], world);
}
