import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";

test("an integration is deleted only when it is said what becomes of its claims", async () => {
  const world = await connectedWorld();
  await world.sync();
  const people = (await world.members()).length;
  expect(await world.run(["integrations", "delete", "hr", "--yes"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("claimsUndecided"),
  });
  const itself = await world.run(["integrations", "delete", "hr", "--transfer-to", "hr", "--yes"]);
  expect(itself).toMatchObject({ code: 2, stderr: expect.stringContaining("sameIntegration") });
  const dry = await world.ask(["integrations", "delete", "hr", "--release", "--dry-run"]);
  expect(dry).toMatchObject([{ dryRun: true, transferTo: null, people }]);
  expect(await world.ask(["integrations", "list"])).toHaveLength(1);
  const done = await world.run(["integrations", "delete", "hr", "--release", "--yes"]);
  expect(done).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${people} members stay as they are`),
  });
  expect(await world.ask(["integrations", "list"])).toEqual([]);
  expect(await world.run(["sync", "hr", "--inline"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknownIntegration"),
  });
  expect((await world.members()).filter(({ status }) => status === "deactivated")).toEqual([]);
  expect(await world.ask(["runs", "list"])).toMatchObject([{ state: "succeeded" }]);
});

test("claims move to another integration, whose next sync makes nobody twice", async () => {
  const world = await connectedWorld();
  await world.sync();
  const before = await world.members();
  const create = ["integrations", "create", "--connector", "bamboohr", "--name", "again"];
  const made = await world.run([...create, ...world.vendor.where]);
  expect(made.code).toBe(0);
  const moved = await world.ask(["integrations", "delete", "hr", "--transfer-to", "again", "--yes"]);
  expect(moved).toMatchObject([{ people: before.length, collisions: 0 }]);
  const synced = await world.ask(["sync", "again", "--inline"]);
  expect(synced.at(-1)).toMatchObject({ state: "succeeded", counts: { create: 0, conflict: 0 } });
  expect((await world.members()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
});
