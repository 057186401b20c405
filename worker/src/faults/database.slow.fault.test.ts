import { setTimeout as delay } from "node:timers/promises";
import { fault, startOwnServer } from "@muster/store/testing";
import { expect } from "vitest";
import { memberIds } from "../testing/inspect.ts";
import { endedIn, leftIn, liveOn, openLanes, queue } from "../testing/lanes.ts";
import { workerIn } from "../testing/world.ts";

const SIGNALS = ["SIGINT", "SIGQUIT", "SIGKILL"] as const;
/** Restarts of one database: with 20 it is what Show 3 asks for. */
const RESTARTS = 20;

fault(
  "F39",
  "S1",
  "twenty restarts of Postgres at any moment, crashes among them: nobody need do anything, and nothing is stuck",
  async ({ below, injected }) => {
    const server = await startOwnServer();
    const database = { url: server.url, superuserUrl: server.url };
    const lanes = await openLanes({
      count: 4,
      employees: 300,
      vendor: "rippling",
      requestsPerSecond: 2,
      database,
    });
    const worker = await workerIn(lanes, { pollMs: 200, heartbeatMs: 1_000 });
    const endings: unknown[] = [];
    worker.done.catch((error: unknown) => endings.push(error));
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const runs = await Promise.all(
        lanes.lanes.map(async (lane) => ({ lane, id: await queue(lanes, lane) })),
      );
      await delay(below(2_500));
      await server.stop(SIGNALS[below(SIGNALS.length)] ?? "SIGINT");
      await delay(below(500));
      await server.start();
      for (const { lane, id } of runs) {
        expect(await endedIn(lanes, lane, id)).toMatchObject({ state: "succeeded" });
        liveOn(lane);
      }
    }
    expect(endings).toEqual([]);
    injected(RESTARTS);
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { once: true, timeout: 900_000 },
);

fault(
  "F39",
  "S1",
  "Postgres is down for 30 s in the middle of a read: the run goes on with what it had",
  async ({ below }) => {
    const server = await startOwnServer();
    const database = { url: server.url, superuserUrl: server.url };
    const lanes = await openLanes({
      count: 1,
      employees: 500,
      vendor: "rippling",
      requestsPerSecond: 1,
      database,
    });
    const [lane] = lanes.lanes;
    if (!lane) throw new Error("there is one");
    await workerIn(lanes, { pollMs: 200, heartbeatMs: 1_000 });
    const id = await queue(lanes, lane);
    await delay(1_000 + below(4_000));
    await server.stop("SIGINT");
    await delay(30_000);
    await server.start();
    expect(await endedIn(lanes, lane, id)).toMatchObject({ state: "succeeded" });
    expect(await memberIds(lanes.inspector)).not.toEqual([]);
    return leftIn(lanes, lane);
  },
  { once: true, timeout: 240_000 },
);
