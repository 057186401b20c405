import { listHolds, replacePolicy } from "@muster/store";
import { expect, test } from "vitest";
import { connectedWorld, type TestWorld } from "../../testing/database.ts";
import { muster, type Ran } from "../../testing/muster.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";
const LATER = "2026-05-05T10:00:00Z";

function inside<T>(
  { store, org }: TestWorld,
  work: Parameters<typeof store.forOrganization<T>>[1],
): Promise<T> {
  return store.forOrganization(org.id, work);
}

/** A second sync that misses half the people. */
async function heldWorld(): Promise<TestWorld> {
  const world = await connectedWorld();
  await world.sync();
  world.vendor.simulator.setFaults({ hidePeople: 0.5, seed: 2 });
  await world.sync(NEXT_DAY);
  return world;
}

test("what many people need two admins for is held until somebody else gives the same command", async () => {
  const world = await heldWorld();
  await inside(world, (tx) => replacePolicy(tx, world.integration.id, { secondAdminAbove: 3 }));
  const all = ["runs", "approve", "2", "--all", "--yes"];
  const as = (actor: string, ...more: string[]): Promise<Ran> =>
    muster([...all, ...more], { ...world.env, MUSTER_ACTOR: actor, MUSTER_NOW: NEXT_DAY });
  const first = await as("ada");
  expect(first).toMatchObject({ code: 5, stderr: expect.stringContaining("second admin") });
  expect(await world.members("deactivated")).toEqual([]);
  expect((await world.run(["runs", "show", "2"], NEXT_DAY)).stdout).toContain("approved by cli:ada, waits");
  const again = await as("ada", "--json");
  expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining('"code":"secondAdminNeeded"') });
  const second = await as("bea");
  expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining("are deactivated") });
  expect((await world.members("deactivated")).length).toBeGreaterThan(3);
  const third = await as("cy");
  expect(third).toMatchObject({ code: 0, stderr: expect.stringContaining("decided by cli:bea at") });
});

test("a plan that is held whole is listed, approved with --all and let through by the next full run", async () => {
  const world = await connectedWorld();
  await world.sync();
  world.vendor.simulator.setFaults({ hidePeople: 1, seed: 2 });
  expect(await world.sync(NEXT_DAY)).toMatchObject({ state: "held", reasonCode: "emptyRoster" });
  expect(await world.ask(["runs", "show", "2"], NEXT_DAY)).toMatchObject([
    { plans: [{ code: "emptyRoster", state: "open" }] },
  ]);
  const unsure = await world.run(["runs", "approve", "2", "--all"], NEXT_DAY);
  expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
  expect(await world.ask(["runs", "reject", "2", "--all"], NEXT_DAY)).toMatchObject([
    { code: "emptyRoster", decision: "rejected" },
  ]);
  expect(await world.ask(["runs", "approve", "2", "--all", "--yes"], NEXT_DAY)).toMatchObject([
    { code: "emptyRoster", decision: "approved" },
  ]);
  // Nobody leaves by that: whoever is missing is held by a rule of their own.
  expect(await world.sync(NEXT_DAY)).toMatchObject({ state: "held", reasonCode: "absences" });
  expect(await world.members("deactivated")).toEqual([]);
});

test("notices are put off with a day to come and a reason, and both are shown", async () => {
  const world = await heldWorld();
  const [one] = await inside(world, (tx) => listHolds(tx, 2));
  const snooze = ["runs", "snooze", "2", "--person", one?.workEmail ?? ""];
  for (const bad of [
    ["--until", "2026-05-09"],
    ["--until", "2026-05-02", "--reason", "x"],
  ]) {
    expect([bad, (await world.run([...snooze, ...bad], NEXT_DAY)).code]).toEqual([bad, 2]);
  }
  const good = ["--until", "2026-05-09", "--reason", "payroll looks"];
  expect(await world.ask([...snooze, ...good], NEXT_DAY)).toMatchObject([
    { workEmail: one?.workEmail, decision: "snoozed", snoozedUntil: "2026-05-09" },
  ]);
  const shown = await world.run(["runs", "show", "2"], NEXT_DAY);
  expect(shown.stdout).toContain("snoozed until 2026-05-09 because: payroll looks");
  const listed = await world.run(["runs", "list"], LATER);
  expect(listed.stderr).toMatch(/Run 2: waiting for 3 days: \d+ people\./);
});
