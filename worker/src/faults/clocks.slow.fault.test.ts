import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { leftIn, openLanes } from "../testing/lanes.ts";
import { startWorkerProcess } from "../testing/start-worker-process.ts";
import { until } from "../testing/world.ts";

const TEN_MINUTES = 600_000;

fault(
  "F45",
  "S2",
  "workers whose clocks are ten minutes fast and slow, and one that jumps back, run what is due once and skip nothing",
  async () => {
    const lanes = await openLanes({ count: 3, employees: 20 });
    const { query } = lanes.inspector;
    // Due an hour ago, by the fast clock only, and by nobody's.
    for (const [index, due] of ["- interval '1 h'", "+ interval '5 min'", "+ interval '1 h'"].entries()) {
      await query(
        `update integrations set enabled = true, schedule = '0 3 * * *', next_run_at = now() ${due} where id = $1`,
        [lanes.lanes[index]?.integration.id],
      );
    }
    const start = (ms: number) => startWorkerProcess(lanes, { CLOCK_SKEW_MS: String(ms) });
    const runs = () =>
      query<{ org_id: number; token: number; ended: boolean }>(
        "select org_id, token, ended_at is not null as ended from runs order by org_id",
      );
    const ledOnce = [0, 1].map((index) => ({ org_id: lanes.lanes[index]?.orgId, token: 1, ended: true }));
    // Whoever gets the tick judges by their own clock: here the fast one.
    const fast = await start(TEN_MINUTES);
    await until(
      async () => ((await runs()).filter(({ ended }) => ended).length === 2 ? true : undefined),
      60_000,
      () => fast.lines.join("\n"),
    );
    expect(await runs()).toEqual(ledOnce);
    const slow = await start(-TEN_MINUTES);
    fast.kill("SIGTERM");
    await fast.exited;
    // Its clock is set back, and then right.
    for (const ms of [-TEN_MINUTES, 0]) {
      const worker = await start(ms);
      await until(
        async () =>
          (await query("select from graphile_worker.jobs where key = 'tick'")).length === 0 || undefined,
        20_000,
        () => worker.lines.join("\n"),
      );
      worker.kill("SIGTERM");
      expect(await worker.exited).toEqual({ code: 0, signal: null });
    }
    expect(await runs()).toEqual(ledOnce);
    slow.kill("SIGTERM");
    await slow.exited;
    await query("update integrations set enabled = false, next_run_at = null");
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { timeout: 180_000 },
);
