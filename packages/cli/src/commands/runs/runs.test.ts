import { expect, test } from "vitest";
import { connectedWorld, syncInline, type TestWorld } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

interface HeldPerson {
  member: string;
  workEmail: string;
  cause: string;
  decision?: string;
}

interface ShownRun {
  id: string;
  state: string;
  people: HeldPerson[];
  decided: { workEmail: string; state: string; decisionReason: string | null }[];
  changes: { action: string }[];
}

/** A second sync that misses half the people. Gives the run that holds them. */
async function heldRun(world: TestWorld): Promise<ShownRun> {
  await world.sync();
  world.vendor.simulator.setFaults({ hidePeople: 0.5, seed: 2 });
  await world.sync(NEXT_DAY);
  return show(world, "2");
}

async function show(world: TestWorld, run: string): Promise<ShownRun> {
  const [shown] = await world.ask<ShownRun>(["runs", "show", run], NEXT_DAY);
  if (!shown) throw new Error(`no run ${run}`);
  return shown;
}

async function deactivated(world: TestWorld): Promise<string[]> {
  return (await world.members("deactivated")).map(({ workEmail }) => workEmail ?? "");
}

test("held people are approved by name, and exactly those; others are kept", async () => {
  const world = await connectedWorld();
  const run = await heldRun(world);
  expect(run).toMatchObject({ state: "held" });
  expect(run.people.length).toBeGreaterThan(5);
  const [one, two, three] = run.people;
  const mails = [one?.workEmail ?? "", two?.workEmail ?? ""];
  const approved = await world.ask<HeldPerson>(
    ["runs", "approve", run.id, "--person", mails[0]?.toUpperCase() ?? "", "--person", mails[1] ?? ""],
    NEXT_DAY,
  );
  expect(approved.map(({ workEmail, decision }) => [workEmail, decision])).toEqual(
    mails.map((mail) => [mail, "approved"]),
  );
  expect((await deactivated(world)).toSorted()).toEqual(mails.toSorted());

  const kept = three?.workEmail ?? "";
  const reject = ["runs", "reject", run.id, "--person", kept, "--reason", "on a secondment"];
  expect(await world.ask<HeldPerson>(reject, NEXT_DAY)).toMatchObject([{ decision: "rejected" }]);
  const left = await show(world, run.id);
  expect(left.people).toHaveLength(run.people.length - 3);
  expect(left.decided.map(({ workEmail, state }) => [workEmail, state])).toContainEqual([
    mails[0],
    "applied",
  ]);
  expect(left.decided).toContainEqual(
    expect.objectContaining({ workEmail: kept, state: "rejected", decisionReason: "on a secondment" }),
  );
  expect((await world.run(["runs", "show", run.id], NEXT_DAY)).stdout).toContain("held by");

  const stranger = await world.run(["runs", "approve", run.id, "--person", "nobody@acme.test"], NEXT_DAY);
  expect(stranger).toMatchObject({ code: 2, stderr: expect.stringContaining("nobody was decided on") });
  expect(await deactivated(world)).toHaveLength(2);
});

test("all at once has to be confirmed, and whom a decision is about has to be said", async () => {
  const world = await connectedWorld();
  const run = await heldRun(world);
  const unsure = await world.run(["runs", "approve", run.id, "--all"], NEXT_DAY);
  expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
  expect(await world.run(["runs", "approve", run.id], NEXT_DAY)).toMatchObject({ code: 2 });
  const both = ["runs", "approve", run.id, "--all", "--person", "x"];
  expect(await world.run(both, NEXT_DAY)).toMatchObject({ code: 2 });
  expect(await deactivated(world)).toEqual([]);
  const sure = await world.run(["runs", "approve", run.id, "--all", "--yes"], NEXT_DAY);
  expect(sure.code).toBe(0);
  expect(await deactivated(world)).toHaveLength(run.people.length);
  const again = await world.run(["runs", "approve", run.id, "--all", "--yes"], NEXT_DAY);
  expect(again).toMatchObject({
    code: 0,
    stdout: "",
    stderr: expect.stringContaining("Nothing of that waits"),
  });
});

test("runs are listed newest first, and one that is not there is told", async () => {
  const world = await connectedWorld();
  await world.sync();
  await syncInline(world, NEXT_DAY, "--dry-run");
  const runs = await world.ask(["runs", "list", "--integration", "hr"]);
  expect(runs.map(({ id, dryRun, state }) => [id, dryRun, state])).toEqual([
    ["2", true, "succeeded"],
    ["1", false, "succeeded"],
  ]);
  expect(await world.ask(["runs", "list", "--limit", "1"])).toHaveLength(1);
  const first = await show(world, "1");
  expect(first.changes.slice(0, 2).map(({ action }) => action)).toEqual(["create", "create"]);
  for (const unknown of ["99", "latest"]) {
    expect(await world.run(["runs", "show", unknown])).toMatchObject({ code: 2 });
  }
});
