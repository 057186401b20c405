import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { endedIn, leftIn, openLanes, queue } from "../testing/lanes.ts";
import { tick } from "../tasks/tick-task.ts";
import { until, workerIn } from "../testing/world.ts";
import { pagesRead } from "../testing/reads.ts";

/** Integrations that fell due while no worker was there: more than a queue takes at once. */
const OVERDUE = 400;

fault(
  "F43",
  "S1",
  "fifty clicks, two workers and the schedule make one run and at most one that follows it",
  async ({ below }) => {
    const lanes = await openLanes({ count: 1, employees: 20 });
    const [lane] = lanes.lanes;
    if (!lane) throw new Error("there is one");
    const { query } = lanes.inspector;
    await query("update integrations set enabled = true, next_run_at = now() - interval '1 h'");
    lane.vendor.setFaults({ rules: [{ operation: "list", attempt: 1, fault: "http429RetryAfter" }] });
    await workerIn(lanes, { tickNow: false, pollMs: 100 });
    await workerIn(lanes, { tickNow: false, pollMs: 100 });
    // Ticks of both workers, somewhere among the clicks.
    const early = below(50);
    const act = async (index: number): Promise<number> => {
      if (index === early || index === early + 1) await tick(lanes.muster.engine);
      return queue(lanes, lane);
    };
    const asked = new Set(await Promise.all(Array.from({ length: 50 }, (_, index) => act(index))));
    for (const id of asked) expect(await endedIn(lanes, lane, id)).toMatchObject({ state: "succeeded" });
    const runs = await query<{ token: number }>("select token from runs");
    expect(runs.length).toBeLessThanOrEqual(2);
    expect(runs.map(({ token }) => token)).toEqual(runs.map(() => 1));
    return leftIn(lanes, lane);
  },
);

fault(
  "F48",
  "S1",
  "a job that has been locked for longer than the queue waits is led a second time by nobody",
  async () => {
    const lanes = await openLanes({ count: 1, employees: 300, vendor: "rippling", requestsPerSecond: 2 });
    const [lane] = lanes.lanes;
    if (!lane) throw new Error("there is one");
    const { query } = lanes.inspector;
    await workerIn(lanes, { tickNow: false, pollMs: 100 });
    const id = await queue(lanes, lane);
    await until(
      () => (lane.vendor.requests().length > 0 ? true : undefined),
      20_000,
      () => "it does not read",
    );
    // The queue takes a lock of four hours for a dead worker's.
    await query("update graphile_worker._private_jobs set locked_at = now() - interval '5 h'");
    await workerIn(lanes, { tickNow: false, pollMs: 100 });
    await until(
      async () =>
        (await query("select from graphile_worker.jobs where key like 'run:%'")).length === 0 || undefined,
      20_000,
      () => "nobody took it again",
    );
    expect(await endedIn(lanes, lane, id)).toMatchObject({ state: "succeeded", token: 1 });
    const pages = pagesRead(lane.vendor.requests());
    expect(new Set(pages).size).toBe(pages.length);
    return leftIn(lanes, lane);
  },
);

fault(
  "F46",
  "S3",
  "after eight hours of standing still each overdue integration is caught up once, the longest due first",
  async () => {
    const lanes = await openLanes({ count: 1, employees: 5 });
    const [lane] = lanes.lanes;
    if (!lane) throw new Error("there is one");
    const { query } = lanes.inspector;
    await query(
      `insert into integrations (org_id, connector, name, settings, auth_method, limits, mapping, policy, enabled,
         schedule, next_run_at)
       select org_id, connector, 'HR ' || n, settings, auth_method, limits, mapping, policy, true, '0 * * * *',
         now() - interval '8 h' + n * interval '1 min'
       from integrations, generate_series(1, ${OVERDUE}) n where name = 'HR'`,
    );
    const caught: string[] = [];
    for (;;) {
      await tick(lanes.muster.engine);
      const jobs = await query<{ id: string; name: string }>(
        `select j.id, i.name from graphile_worker.jobs j join runs r on j.key = 'run:' || r.id || ':0'
         join integrations i on i.id = r.integration_id order by j.priority, j.run_at, j.id`,
      );
      if (jobs.length === 0) break;
      caught.push(...jobs.map(({ name }) => name));
      // Whoever works on them is quick.
      await query(
        "update runs set state = 'cancelled', ended_at = now(), reason_code = 'test', reason = 'quick'",
      );
      await query("select graphile_worker.complete_jobs($1)", [jobs.map(({ id }) => id)]);
    }
    expect(caught).toEqual(Array.from({ length: OVERDUE }, (_, index) => `HR ${index + 1}`));
    await query("delete from integrations where name <> 'HR'");
    return leftIn(lanes, lane);
  },
);
