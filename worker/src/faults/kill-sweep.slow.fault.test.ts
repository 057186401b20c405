import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { killRound, pointsOf } from "../testing/kill-round.ts";
import { leftIn, liveOn, openLanes, syncHere } from "../testing/lanes.ts";

/** Organizations whose runs die together in one process. */
const SIDE_BY_SIDE = 12;
/** Tests that the points of one kind of run are dealt out to. */
const PARTS = 3;
const TIMEOUT = 600_000;

/** Every so many of the points of a kind of run. */
function dealt(points: readonly string[], part: number): string[] {
  return points.filter((_, index) => index % PARTS === part);
}

function roundsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / SIDE_BY_SIDE) }, (_, round) =>
    all.slice(round * SIDE_BY_SIDE, (round + 1) * SIDE_BY_SIDE),
  );
}

for (let part = 0; part < PARTS; part += 1) {
  fault(
    "F36",
    "S1",
    "a first load is gone on with from wherever its worker was killed",
    async ({ injected }) => {
      const lanes = await openLanes({ count: 1, employees: 30 });
      const [first] = lanes.lanes;
      if (!first) throw new Error("there is a first one");
      let kills = 0;
      const points = dealt(await pointsOf(lanes, first), part);
      for (const round of roundsOf(points)) {
        const plan = [];
        for (const point of round) plan.push({ lane: await lanes.add(), point });
        kills += await killRound(lanes, plan);
      }
      // The last ones are of this process alone, which asked for the run and looked how it ended.
      expect(kills).toBeGreaterThan(0.85 * points.length);
      injected(kills);
      return leftIn(lanes, first);
    },
    { once: true, timeout: TIMEOUT },
  );

  fault(
    "F36",
    "S1",
    "a run with joiners, movers and leavers is gone on with from wherever its worker was killed",
    async ({ injected }) => {
      const lanes = await openLanes({ count: SIDE_BY_SIDE + 1, employees: 60 });
      for (const lane of lanes.lanes) await syncHere(lanes, lane);
      const [first, ...others] = lanes.lanes;
      if (!first) throw new Error("there is a first one");
      liveOn(first);
      let kills = 0;
      const points = dealt(await pointsOf(lanes, first), part);
      for (const round of roundsOf(points)) {
        for (const lane of others) liveOn(lane);
        const plan = others.flatMap((lane, index) => {
          const point = round[index];
          return point === undefined ? [] : [{ lane, point }];
        });
        kills += await killRound(lanes, plan);
      }
      expect(kills).toBeGreaterThan(0.85 * points.length);
      injected(kills);
      return lanes.lanes.map((lane) => leftIn(lanes, lane));
    },
    { once: true, timeout: TIMEOUT },
  );
}

fault(
  "F36",
  "S1",
  "a read of many pages is gone on with from wherever its worker was killed",
  async ({ injected }) => {
    const points = [1, 2, 3, 4, 5].flatMap((n) => [
      `page#${n}`,
      ...(n < 4 ? [`groupCopied#${n}`, `groupCommitted#${n}`] : []),
    ]);
    const lanes = await openLanes({
      count: points.length,
      vendor: "rippling",
      employees: 450,
      requestsPerSecond: 1,
    });
    let kills = 0;
    const plan = lanes.lanes.map((lane, index) => ({ lane, point: points[index] ?? "" }));
    for (const round of roundsOf(plan)) kills += await killRound(lanes, round);
    expect(kills).toBeGreaterThanOrEqual(points.length - 2);
    injected(kills);
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { once: true, timeout: TIMEOUT },
);
