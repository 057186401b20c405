import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

interface Reverted {
  run: string;
  dryRun: boolean;
  reverted: Record<string, number>;
  left: { member: string; did: string; reason: string; by: string | null }[];
}

test("held leavers who were approved are back after an undo, which is told wherever somebody looks", async () => {
  const world = await connectedWorld();
  await world.sync();
  world.vendor.simulator.setFaults({ hidePeople: 0.5, seed: 2 });
  await world.sync(NEXT_DAY);
  const [held] = await world.ask<{ people: { workEmail: string }[] }>(["runs", "show", "2"], NEXT_DAY);
  const [one, two, three] = (held?.people ?? []).map(({ workEmail }) => workEmail);
  const people = [one, two, three].flatMap((who) => ["--person", who ?? ""]);
  await world.run(["runs", "approve", "2", ...people], NEXT_DAY);
  await world.run(["members", "deactivate", three ?? "", "--reason", "left for good"], NEXT_DAY);

  const unsure = await world.run(["runs", "undo", "2"], NEXT_DAY);
  expect(unsure).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--yes") });
  const dry = await world.run(["runs", "undo", "2", "--dry-run"], NEXT_DAY);
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining("this was a dry run") });
  expect(dry.stdout).toMatch(/leavers back\D+2/);
  expect(await world.members("deactivated")).toHaveLength(3);

  const [undone] = await world.ask<Reverted>(
    ["runs", "undo", "2", "--yes", "--reason", "HR was down"],
    NEXT_DAY,
  );
  expect(undone).toMatchObject({
    run: "2",
    dryRun: false,
    reverted: { deactivate: 2, create: 0 },
    left: [{ did: "deactivate", workEmail: three, reason: "touchedSince", run: null }],
  });
  expect((await world.members("deactivated")).map(({ workEmail }) => workEmail)).toEqual([three]);
  expect((await world.run(["runs", "show", "2"], NEXT_DAY)).stdout).toMatch(/undone .*HR was down/);
  const again = await world.run(["runs", "undo", "2", "--yes"], NEXT_DAY);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("alreadyUndone") });
  expect((await world.run(["runs", "undo", "99", "--yes"])).stderr).toContain("unknownRun");
  const [why] = await world.ask<{ short: string }>(["members", "why", one ?? ""], NEXT_DAY);
  expect(why?.short).toContain("undo of run 2: HR was down");
  const feed = await world.ask<{ action: string; reason: string | null }>(["feed"], NEXT_DAY);
  expect(feed.at(-1)).toMatchObject({ reason: "undo of run 2: HR was down" });
});

test("a value that was undone is listed as not done again, told by why, and lifted by a person", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [mover] = await world.members();
  const mail = mover?.workEmail ?? "";
  const id = mover?.identities[0]?.externalId ?? "";
  world.vendor.simulator.edit({ op: "move", id, set: { jobTitle: "Analyst" } });
  await world.sync(NEXT_DAY);
  const undone = await world.run(["runs", "undo", "2", "--yes"], NEXT_DAY);
  expect(undone.stderr).toContain("Run 2 is undone.");
  expect(await world.ask(["members", "show", mail])).toMatchObject([
    { declines: [{ what: "jobTitle", value: "Analyst", run: "2" }] },
  ]);
  expect((await world.run(["members", "show", mail])).stdout).toContain("not done again");
  const [moved] = await world.ask<{ evidence: string[] }>(["members", "why", mail]);
  expect(moved?.evidence.join("\n")).toContain('says jobTitle "Analyst", which is not taken over');
  expect((await world.run(["members", "unpin", mail, "jobTitle"])).stdout).toContain("next full sync");
  await world.sync("2026-05-03T09:00:00Z");
  expect(await world.ask(["members", "show", mail])).toMatchObject([{ jobTitle: "Analyst", declines: [] }]);
});
