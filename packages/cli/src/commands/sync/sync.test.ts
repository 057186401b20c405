import { listRuns, seeWorker } from "@muster/store";
import type { FaultsInput } from "@muster/simulators";
import { expect, test } from "vitest";
import { connectedWorld, type SyncResult, syncInline } from "../../testing/database.ts";
import { jsonOf, startMuster } from "../../testing/muster.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

test("a first sync brings everybody in, a second one changes nobody", async () => {
  const world = await connectedWorld();
  const first = await syncInline(world);
  expect(first.code).toBe(0);
  expect(first.result).toEqual({
    run: "1",
    integration: "1",
    mode: "full",
    state: "succeeded",
    certificate: "counted",
    counts: expect.objectContaining({ people: 40, unchanged: 0 }),
    held: [],
  });
  const created = first.result.counts["create"] ?? 0;
  expect(await world.members()).toHaveLength(created);
  const second = await syncInline(world, NEXT_DAY);
  expect(second.result.counts).toMatchObject({ create: 0, update: 0, deactivate: 0, unchanged: created });
});

test("the run that enabling queued is taken over, not doubled", async () => {
  const world = await connectedWorld();
  const [enabled] = await world.ask(["integrations", "enable", "hr"]);
  expect((await syncInline(world)).result.run).toBe(enabled?.["run"]);
  expect(await world.ask(["runs", "list"])).toHaveLength(1);
});

test("a dry run shows every row of its plan and does nothing", async () => {
  const world = await connectedWorld();
  const dry = await syncInline(world, undefined, "--dry-run");
  expect(dry.code).toBe(0);
  const rows = jsonOf(dry.ran).slice(0, -1);
  expect(rows).toHaveLength(40);
  expect(rows[0]).toMatchObject({
    action: "create",
    externalId: "1",
    before: null,
    after: { status: "staged", workEmail: expect.any(String) },
  });
  expect(await world.members()).toEqual([]);
  await world.sync();
  world.vendor.simulator.setFaults({ hidePeople: 0.5, seed: 2 });
  const held = await syncInline(world, NEXT_DAY, "--dry-run");
  expect(held.code).toBe(5);
  expect(held.result).toMatchObject({ state: "held", held: [{ code: "absences" }] });
  const text = await world.run(["sync", "hr", "--inline", "--dry-run"], NEXT_DAY);
  expect(text).toMatchObject({ code: 5, stdout: expect.stringContaining("claim: employed → suspect") });
});

test("people who vanish are held, and the exit code says so", async () => {
  const world = await connectedWorld();
  await world.sync();
  world.vendor.simulator.setFaults({ hidePeople: 0.5, seed: 2 });
  const { code, result } = await syncInline(world, NEXT_DAY);
  expect(code).toBe(5);
  expect(result.held).toEqual([
    { code: "absences", people: expect.any(Number), base: expect.any(Number), rule: expect.any(String) },
  ]);
  expect(await world.members("deactivated")).toEqual([]);
});

test("no bad answer of the vendor costs anybody anything", async () => {
  const world = await connectedWorld();
  await world.sync();
  const before = await world.members();
  const faulty = async (input: FaultsInput): Promise<{ code: number | null; result: SyncResult }> => {
    world.vendor.simulator.setFaults(input);
    const { code, result } = await syncInline(world, NEXT_DAY);
    return { code, result };
  };
  const rule = (fault: NonNullable<FaultsInput["rules"]>[number]["fault"]): FaultsInput => ({
    rules: [{ operation: "list", fault }],
  });
  expect(await faulty(rule("html200"))).toMatchObject({ code: 1, result: { state: "failed" } });
  expect(await faulty(rule("http401"))).toMatchObject({ code: 4, result: { state: "failed" } });
  expect(await faulty(rule("http403"))).toMatchObject({ code: 4, result: { state: "failed" } });
  expect(await faulty(rule("retryAfterHuge"))).toMatchObject({ code: 3, result: { state: "failed" } });
  expect(await faulty(rule("repeatCursor"))).toMatchObject({ code: 1, result: { state: "failed" } });
  expect(await faulty(rule("emptyList"))).toMatchObject({
    code: 5,
    result: { state: "held", held: [{ code: "emptyRoster" }] },
  });
  expect(await faulty(rule("missingId"))).toMatchObject({
    code: 0,
    result: { certificate: "none", counts: { deactivate: 0, suspect: 0 } },
  });
  expect(await faulty(rule("nulInName"))).toMatchObject({ code: 0, result: { counts: { reject: 1 } } });
  expect(await faulty(rule("conflictingDuplicate"))).toMatchObject({
    code: 0,
    result: { certificate: "counted", counts: { reject: 1, deactivate: 0 } },
  });
  world.vendor.simulator.clearFaults();
  await world.sync(NEXT_DAY);
  expect(await world.members()).toEqual(before);
});

test("a sync of changes reads only who changed, and says so", async () => {
  const world = await connectedWorld();
  await world.sync();
  // Somebody at work: whoever has yet to start would be no leaver.
  const [atWork] = world.vendor.simulator.company().filter(({ employment }) => employment === "active");
  // On the next day: the company's clock has the time of day of the machine's, which may be before the first sync's.
  world.vendor.simulator.advance(1);
  world.vendor.simulator.edit({ op: "terminate", id: atWork?.id ?? "" });
  const { code, result } = await syncInline(world, NEXT_DAY, "--changes");
  expect(code).toBe(0);
  expect(result).toMatchObject({ mode: "changes", state: "succeeded", certificate: "none", held: [] });
  expect(result.counts).toMatchObject({ deactivate: 1, suspect: 0 });
  expect(result.counts["people"]).toBeLessThan(40);
  expect(await world.ask(["runs", "list"])).toMatchObject([
    { mode: "changes", reason: null },
    { mode: "full" },
  ]);
  const text = await world.run(["sync", "hr", "--inline", "--changes"], NEXT_DAY);
  expect(text).toMatchObject({ code: 0, stdout: expect.stringContaining("succeeded, only changes read") });
});

test("the first sync of changes reads everybody, and says why", async () => {
  const world = await connectedWorld();
  const { code, result, ran } = await syncInline(world, undefined, "--changes");
  expect(code).toBe(0);
  expect(result).toMatchObject({ mode: "full", certificate: "counted", counts: { people: 40 } });
  expect(await world.ask(["runs", "show", result.run])).toMatchObject([{ reasonCode: "noWatermark" }]);
  expect(ran.stderr).not.toContain("error");
});

test("a failed run says what to do, on the spot and afterwards", async () => {
  const world = await connectedWorld();
  world.vendor.simulator.setFaults({ rules: [{ operation: "list", fault: "http401" }] });
  const { ran, result } = await syncInline(world);
  expect(ran.stderr).toContain("auth.apiKey");
  const told = ran.stderr.split("\n").find((line) => line.startsWith('{"error"')) ?? "";
  expect(JSON.parse(told)).toMatchObject({ error: { code: "badCredentials", kind: "auth" } });
  expect(await world.ask(["runs", "show", result.run])).toMatchObject([
    { state: "failed", reasonCode: "badCredentials", fix: expect.stringContaining("Add New Key") },
  ]);
});

test("without a worker a sync says so, and queues nothing; what cannot be asked for is refused", async () => {
  const world = await connectedWorld();
  const alone = await world.run(["sync", "hr"]);
  expect(alone).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("--inline") });
  expect(await world.ask(["runs", "list"])).toEqual([]);
  expect(await world.run(["sync", "hr", "--changes", "--full", "--inline"])).toMatchObject({ code: 2 });
  await world.store.systemPool.query("update integrations set connector = 'hibob'");
  expect(await world.run(["sync", "hr", "--changes"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("noChanges"),
  });
  expect(await world.run(["sync", "payroll", "--inline"])).toMatchObject({ code: 2 });
});

test("a worker that is gone before it began is noticed", async () => {
  const world = await connectedWorld();
  const { store } = world;
  await seeWorker(store, "w");
  const waiting = world.run(["sync", "hr"]);
  const runs = () => store.forOrganization(world.org.id, (tx) => listRuns(tx, { limit: 2 }));
  await expect.poll(runs, { timeout: 20_000 }).toHaveLength(1);
  await store.systemPool.query("delete from workers");
  expect(await waiting).toMatchObject({ code: 3, stderr: expect.stringContaining("noWorker") });
});

test("a run whose process was stopped is finished before the next one, unless that is only a dry run", async () => {
  const world = await connectedWorld();
  world.vendor.simulator.setFaults({ rules: [{ operation: "list", fault: "hang", times: 1 }] });
  const running = startMuster(["sync", "hr", "--inline"], world.env);
  await expect.poll(() => world.vendor.simulator.requests().length, { timeout: 20_000 }).toBe(1);
  expect(await running.stop()).toBe(1);
  expect((await running.ended).stderr).toContain("Stopped by SIGTERM.");
  const dry = await world.run(["sync", "hr", "--inline", "--dry-run"]);
  expect(dry).toMatchObject({ code: 3, stderr: expect.stringContaining("goes first") });
  expect((await syncInline(world)).code).toBe(0);
  const runs = await world.ask(["runs", "list"]);
  expect(runs.map(({ dryRun, state }) => [dryRun, state])).toEqual([
    [false, "succeeded"],
    [true, "cancelled"],
    [false, "succeeded"],
  ]);
});
