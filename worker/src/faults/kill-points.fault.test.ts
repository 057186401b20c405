import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { killRound } from "../testing/kill-round.ts";
import { leftIn, openLanes } from "../testing/lanes.ts";

/** One of each part of a run: read, stage, plan, gate, apply, end. */
const POINTS = ["page#1", "groupCopied#1", "statement#40", "judged#1", "applied#1", "ended#1", "jobDone#1"];

fault(
  "F36",
  "S1",
  "after a SIGKILL at a named point another worker goes on, the run ends once, and nothing is applied in part",
  async ({ injected }) => {
    const lanes = await openLanes({ count: POINTS.length, employees: 40 });
    const plan = lanes.lanes.map((lane, index) => ({ lane, point: POINTS[index] ?? "" }));
    expect(await killRound(lanes, plan)).toBe(POINTS.length);
    injected(POINTS.length);
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { once: true },
);
