import { describe, expect, test } from "vitest";
import { openTestStore, queuedJobs, type TestStore } from "../testing/open-test-store.ts";
import { testServers } from "../testing/servers.ts";
import { addRunJobs } from "./jobs.ts";
import { forgetWorker, liveWorkers, seeWorker, sweepDeadWorkers } from "./workers.ts";

const silence = (world: TestStore, id: string): Promise<object[]> =>
  world.query("update workers set seen_at = seen_at - interval '61 s' where id = $1", [id]);

/** One job for each id, locked as that worker locks it, so many seconds ago. */
async function lockJobs(world: TestStore, locks: Record<string, number>): Promise<void> {
  const workers = Object.keys(locks);
  const jobs = workers.map((_, index) => ({ runId: index + 1, orgId: 1, token: 0 }));
  await addRunJobs(world.store, jobs, 10);
  for (const [index, worker] of workers.entries()) {
    await world.query(
      `update graphile_worker._private_jobs
       set locked_by = $1, locked_at = now() - make_interval(secs => $2), attempts = attempts + 1 where key = $3`,
      [worker, locks[worker], `run:${index + 1}:0`],
    );
  }
}

describe.each(testServers)("on %s", (server) => {
  test("a worker lives while it is seen, and until it says goodbye", async () => {
    const world = await openTestStore(server);
    for (const id of ["a", "b", "c"]) await seeWorker(world.store, id);
    await silence(world, "b");
    await forgetWorker(world.store, "c");
    expect(await liveWorkers(world.store)).toEqual(["a"]);
    await seeWorker(world.store, "b");
    expect(await liveWorkers(world.store)).toEqual(["a", "b"]);
  });

  test("jobs of a worker that died, and of one that nobody ever saw, are given back; the others' stay", async () => {
    const world = await openTestStore(server);
    for (const id of ["live", "dead"]) await seeWorker(world.store, id);
    await silence(world, "dead");
    await lockJobs(world, { live: 3600, dead: 62, stranger: 62, newcomer: 1 });
    expect(await sweepDeadWorkers(world.store)).toEqual(["dead"]);
    expect((await queuedJobs(world)).map((job) => job.key)).toEqual(["run:2:0", "run:3:0"]);
    expect(await liveWorkers(world.store)).toEqual(["live"]);
  });

  test("a job whose attempts are used up is dropped once nobody holds it", async () => {
    const world = await openTestStore(server);
    await lockJobs(world, { dead: 62 });
    // What add_jobs does to a job that is being worked on when it is asked for again.
    await addRunJobs(world.store, [{ runId: 1, orgId: 1, token: 0 }], 10);
    await sweepDeadWorkers(world.store);
    expect(await world.query("select key, attempts from graphile_worker._private_jobs")).toEqual([
      { key: "run:1:0", attempts: 0 },
    ]);
  });
});
