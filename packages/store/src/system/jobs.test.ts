import { describe, expect, test } from "vitest";
import { openTestStore, queuedJobs } from "../testing/open-test-store.ts";
import { testServers } from "../testing/servers.ts";
import { addRunJobs } from "./jobs.ts";

describe.each(testServers)("on %s", (server) => {
  test("jobs hold ids only, may fail often, and are fetched by priority, then as they came", async () => {
    const world = await openTestStore(server);
    await addRunJobs(world.store, [{ runId: 3, orgId: 1, token: 2 }], 20);
    await addRunJobs(
      world.store,
      [
        { runId: 8, orgId: 2, token: 0 },
        { runId: 7, orgId: 1, token: 0 },
      ],
      10,
    );
    await addRunJobs(world.store, [{ runId: 9, orgId: 1, token: 0 }], 0);
    expect((await queuedJobs(world)).map((job) => job.key)).toEqual([
      "run:9:0",
      "run:8:0",
      "run:7:0",
      "run:3:2",
    ]);
    expect(
      await world.query("select payload, max_attempts from graphile_worker._private_jobs"),
    ).toContainEqual({
      payload: { run: 8, org: 2, token: 0 },
      max_attempts: 25,
    });
  });

  test("a job may have to wait", async () => {
    const world = await openTestStore(server);
    await addRunJobs(world.store, [{ runId: 1, orgId: 1, token: 0 }], 20, 5);
    expect(await queuedJobs(world)).toEqual([]);
    expect(
      await world.query(
        "select round(extract(epoch from run_at - created_at))::integer as seconds from graphile_worker._private_jobs",
      ),
    ).toEqual([{ seconds: 5 }]);
  });

  test("asked for again, a job that waits is the same one, with the new priority", async () => {
    const world = await openTestStore(server);
    const job = { runId: 1, orgId: 1, token: 0 };
    await addRunJobs(world.store, [job], 10);
    await addRunJobs(world.store, [job], 0);
    expect(await queuedJobs(world)).toEqual([{ key: "run:1:0", priority: 0 }]);
  });

  test("a job that a worker fetches at that moment is queued once more: the worker may have looked too early", async () => {
    const world = await openTestStore(server);
    const job = { runId: 1, orgId: 1, token: 0 };
    await addRunJobs(world.store, [job], 0);
    const fetching = await world.connect();
    await fetching.query("begin");
    await fetching.query("update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool'");
    const added = addRunJobs(world.store, [job], 0);
    await expect
      .poll(() => world.query("select from pg_locks where not granted and locktype = 'transactionid'"))
      .toHaveLength(1);
    await fetching.query("commit");
    await added;
    expect(await queuedJobs(world)).toEqual([{ key: "run:1:0", priority: 0 }]);
  });

  test("fifty at once for one run leave one job", async () => {
    const world = await openTestStore(server);
    const job = { runId: 1, orgId: 1, token: 0 };
    await Promise.all(Array.from({ length: 50 }, () => addRunJobs(world.store, [job], 0)));
    expect(await queuedJobs(world)).toEqual([{ key: "run:1:0", priority: 0 }]);
  });
});
