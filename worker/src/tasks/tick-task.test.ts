import { nextRunAt } from "@muster/roster";
import { startSimulator } from "@muster/simulators";
import { findIntegration } from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { changeSchedule, connect, enable, type Engine, pause, syncNow } from "@muster/sync";
import { expect, test } from "vitest";
import { type Inspector, openInspector } from "../testing/inspect.ts";
import { openWorld, runsOf, type World } from "../testing/world.ts";
import { tick, topUp } from "./tick-task.ts";

interface Job {
  payload: { run: number; org: number; token: number };
  priority: number;
}

interface ClockedWorld extends World {
  inspector: Inspector;
  clock: { now: () => Date; set: (now: string) => void };
  jobs: () => Promise<Job[]>;
}

/** A world without a worker, its integration switched on and its first run over: the next falls due daily. */
async function clockedWorld(): Promise<ClockedWorld> {
  let now = new Date("2026-03-02T12:00:00Z");
  const clock = { now: () => now, set: (to: string) => void (now = new Date(to)) };
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 5 });
  const world = await openWorld({ database, vendor, clock });
  const inspector = await openInspector(database);
  await enable(world.muster.engine, world.integration, "admin");
  await inspector.query("update integrations set schedule = '30 3 * * *'");
  await inspector.query("update integrations set next_run_at = '2026-03-03T03:30:00Z' where enabled");
  await inspector.query("update runs set state = 'succeeded', ended_at = now()");
  await inspector.query("select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))");
  const jobs = (): Promise<Job[]> =>
    inspector.query("select payload, priority from graphile_worker._private_jobs order by id");
  return { ...world, inspector, clock, jobs };
}

/** What the schedule says after an instant. */
function dueAfter(world: World, now: string): string | undefined {
  const { id } = world.integration;
  const due = nextRunAt({ id, schedule: "30 3 * * *", timeZone: "UTC" }, new Date(now));
  return due?.toISOString();
}

async function nextRunOf(world: World): Promise<string | undefined> {
  const { store } = world.muster;
  const found = await store.forOrganization(world.orgId, (tx) => findIntegration(tx, world.integration.id));
  return found?.nextRunAt?.toISOString();
}

test("nothing is queued before its time", async () => {
  const world = await clockedWorld();
  world.clock.set("2026-03-03T03:29:59Z");
  await tick(world.muster.engine);
  expect(await runsOf(world)).toHaveLength(1);
  expect(await nextRunOf(world)).toBe("2026-03-03T03:30:00.000Z");
});

test("however many times were missed, what is due is queued once, and the schedule goes on from now", async () => {
  const world = await clockedWorld();
  world.clock.set("2026-03-09T08:00:00Z");
  const { engine } = world.muster;
  await Promise.all([tick(engine), tick(engine), tick(engine)]);
  await tick(engine);
  const [run, ...earlier] = await runsOf(world);
  expect(run).toMatchObject({ state: "queued", mode: "full", requestedBy: "schedule", dryRun: false });
  expect(run?.queuedAt).toEqual(new Date("2026-03-09T08:00:00Z"));
  expect(earlier).toHaveLength(1);
  expect(await world.jobs()).toEqual([
    { payload: { run: run?.id, org: world.orgId, token: 0 }, priority: 10 },
  ]);
  expect(await nextRunOf(world)).toBe(dueAfter(world, "2026-03-09T08:00:00Z"));
});

test("a change of frequency counts at once, for what was due by the old one too", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  world.clock.set("2026-03-09T08:00:00Z");
  await changeSchedule(engine, world.integration, { text: "every 6 hours", actor: "admin" });
  const { id } = world.integration;
  const next = nextRunAt({ id, schedule: "0 */6 * * *", timeZone: "UTC" }, world.clock.now());
  expect(next?.toISOString().slice(0, 13)).toBe("2026-03-09T12");
  expect(await nextRunOf(world)).toBe(next?.toISOString());
  await tick(engine);
  expect(await runsOf(world)).toHaveLength(1);
});

test("a run that somebody asked for serves the schedule too, and keeps its place before the others", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  const asked = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;
  const { id } = await syncNow(engine, world.integration, asked);
  world.clock.set("2026-03-03T03:30:00Z");
  await tick(engine);
  expect((await runsOf(world)).filter((run) => run.state === "queued").map((run) => run.id)).toEqual([id]);
  expect((await world.jobs()).map((job) => job.priority)).toEqual([0]);
  expect(await nextRunOf(world)).toBe(dueAfter(world, "2026-03-03T03:30:00Z"));
});

test("what is paused is not queued", async () => {
  const world = await clockedWorld();
  await pause(world.muster.engine, world.integration, "test");
  world.clock.set("2026-03-09T08:00:00Z");
  await tick(world.muster.engine);
  expect(await runsOf(world)).toHaveLength(1);
});

test("a pause takes back what the schedule has queued, not what somebody asked for", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  world.clock.set("2026-03-09T08:00:00Z");
  await tick(engine);
  const asked = { mode: "full", dryRun: true, actor: "admin", forWorker: true } as const;
  const { id } = await syncNow(engine, world.integration, asked);
  await pause(engine, world.integration, "test");
  const runs = await runsOf(world);
  expect(runs.find(({ requestedBy }) => requestedBy === "schedule")).toMatchObject({
    state: "cancelled",
    reasonCode: "paused",
  });
  expect(runs.find((run) => run.id === id)).toMatchObject({ state: "queued" });
});

test("a schedule that cannot be read holds up nobody else's", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  const broken = await connect(engine, {
    actor: "test",
    orgId: world.orgId,
    connector: "bamboohr",
    name: "Broken",
    config: { settings: { companyDomain: "broken" }, auth: { method: "apiKey", apiKey: "k" } },
  });
  await world.inspector.query(
    "update integrations set enabled = true, schedule = 'at noon', next_run_at = '2026-03-01T00:00:00Z' where id = $1",
    [broken.id],
  );
  world.clock.set("2026-03-09T08:00:00Z");
  await tick(engine);
  const queued = (await runsOf(world)).filter((run) => run.state === "queued");
  expect(new Set(queued.map((run) => run.integrationId))).toEqual(new Set([world.integration.id, broken.id]));
  expect(world.logged).toContainEqual(
    expect.objectContaining({ level: "error", message: "a schedule cannot be read" }),
  );
});

test("several times a day only the first run reads everybody, where the vendor can tell who changed", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  const connector = engine.connectors.get("bamboohr");
  if (!connector?.readChanges) throw new Error("the connector is installed and can tell who changed");
  const { readChanges, ...unable } = connector;
  type Connector = NonNullable<ReturnType<Engine["connectors"]["get"]>>;
  const withConnector = (one: Connector): Engine => ({
    ...engine,
    connectors: new Map([...engine.connectors, ["bamboohr", one]]),
  });
  const able = withConnector({ ...unable, readChanges });
  await world.inspector.query(
    `update integrations set schedule = '0 * * * *', watermark = '2026-03-02T12:00:00Z',
       last_applied_run = (select id from runs)`,
  );
  await world.inspector.query("update runs set as_of = '2026-03-02'");
  const modeAt = async (now: string, by = able): Promise<string | undefined> => {
    world.clock.set(now);
    await world.inspector.query("update runs set state = 'succeeded', ended_at = now()");
    await world.inspector.query("update integrations set next_run_at = $1 where enabled", [now]);
    await tick(by);
    return (await runsOf(world))[0]?.mode;
  };
  expect(await modeAt("2026-03-02T13:00:00Z")).toBe("changes");
  expect(await modeAt("2026-03-02T14:00:00Z", withConnector(unable))).toBe("full");
  expect(await modeAt("2026-03-02T23:00:00Z")).toBe("changes");
  expect(await modeAt("2026-03-03T00:00:00Z")).toBe("full");
  // It was not applied: the next one tries again.
  expect(await modeAt("2026-03-03T01:00:00Z")).toBe("full");
  await world.inspector.query("update integrations set last_applied_run = (select max(id) from runs)");
  await world.inspector.query("update runs set as_of = '2026-03-03' where id = (select max(id) from runs)");
  expect(await modeAt("2026-03-03T02:00:00Z")).toBe("changes");
  await world.inspector.query("update integrations set watermark = null");
  expect(await modeAt("2026-03-03T03:00:00Z")).toBe("full");
});

test("runs that nobody has are queued again, those that wait for their turn stay as they are", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  const asked = { mode: "full", dryRun: false, actor: "admin" } as const;
  const lost = await syncNow(engine, world.integration, { ...asked, forWorker: false });
  const waiting = await syncNow(engine, world.integration, { ...asked, dryRun: true, forWorker: true });
  await tick(engine);
  await tick(engine);
  expect(await world.jobs()).toEqual([
    { payload: { run: waiting.id, org: world.orgId, token: 0 }, priority: 0 },
    { payload: { run: lost.id, org: world.orgId, token: 0 }, priority: 20 },
  ]);
});

test("what waits for a person is told of by the day", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  await world.inspector.query(
    `insert into plan_holds (org_id, integration_id, code, run_id, last_run_id, people, base, rule, created_at)
     select org_id, id, 'emptyRoster', 1, 1, 5, 5, 'nobody was read', '2026-03-02T12:00:00Z' from integrations`,
  );
  const told = (): Promise<unknown[]> => world.inspector.query("select kind, days from notices order by id");
  world.clock.set("2026-03-03T11:59:00Z");
  await tick(engine);
  expect(await told()).toEqual([]);
  world.clock.set("2026-03-03T12:00:00Z");
  await tick(engine);
  await tick(engine);
  expect(await told()).toEqual([{ kind: "planHoldWaits", days: 1 }]);
});

test("one notice tells that an integration broke and one that it healed, however many ticks look", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  const told = (): Promise<{ kind: string; message: string }[]> =>
    world.inspector.query("select kind, message from notices order by id");
  const fail = async (failures: number): Promise<void> => {
    await world.inspector.query(
      `update runs set state = 'failed', reason_kind = 'auth', reason = 'The key was refused.', fix = 'Replace it.'`,
    );
    await world.inspector.query("update integrations set failures = $1, failing_since = now()", [failures]);
  };
  await fail(1);
  await tick(engine);
  expect(await told()).toEqual([]);
  await fail(2);
  await Promise.all([tick(engine), tick(engine)]);
  await tick(engine);
  const broken = { kind: "integrationBroken", message: expect.stringContaining("The key was refused.") };
  expect(await told()).toEqual([broken]);
  await world.inspector.query("update runs set state = 'succeeded', reason_kind = null, reason = null");
  await world.inspector.query("update integrations set failures = 0, failing_since = null");
  await tick(engine);
  await tick(engine);
  const healed = { kind: "integrationHealed", message: expect.stringContaining('"HR" is well again') };
  expect(await told()).toEqual([broken, healed]);
});

test("the queue is kept short and filled up as it runs low, the longest due first", async () => {
  const world = await clockedWorld();
  const { engine } = world.muster;
  await world.inspector.query(
    `insert into integrations
       (org_id, connector, name, base_url, settings, auth_method, mapping, policy, enabled, schedule, next_run_at)
     select i.org_id, i.connector, 'HR ' || n, i.base_url, i.settings, i.auth_method, i.mapping, i.policy, true, i.schedule,
       timestamptz '2026-03-03T03:00:00Z' + n * interval '1 minute'
     from integrations i, generate_series(1, 40) n`,
  );
  world.clock.set("2026-03-09T08:00:00Z");
  const names = (): Promise<{ name: string }[]> =>
    world.inspector.query(
      `select i.name from graphile_worker._private_jobs j
       join runs r on r.id = (j.payload ->> 'run')::bigint join integrations i on i.id = r.integration_id
       order by i.next_run_at, r.id`,
    );
  const done = (jobs: number): Promise<unknown> =>
    world.inspector.query(
      "delete from graphile_worker._private_jobs where id in (select id from graphile_worker._private_jobs order by id limit $1)",
      [jobs],
    );
  // No worker has said how much it takes: one of four runs at once is assumed.
  await tick(engine);
  expect(await names()).toHaveLength(16);
  expect(await names()).toContainEqual({ name: "HR 1" });
  expect(await names()).not.toContainEqual({ name: "HR 17" });
  await done(8);
  await topUp(engine);
  expect(await names()).toHaveLength(8);
  await done(1);
  await topUp(engine);
  expect(await names()).toHaveLength(16);
  expect(await names()).toContainEqual({ name: "HR 17" });
  for (let round = 0; round < 4; round += 1) {
    await done(16);
    await topUp(engine);
  }
  expect(await names()).toEqual([]);
  expect(await runsOf(world)).toHaveLength(1 + 41);
});
