import { expect, test } from "vitest";
import { connectedWorld, syncInline } from "../../testing/database.ts";

interface Listed {
  health: { state: string; label: string; reason: string; fix: string | null };
}

test("an integration's health, with the reason and what to do, is the same in list, show and doctor", async () => {
  const world = await connectedWorld();
  const health = async (now?: string) => (await world.ask<Listed>(["integrations", "list"], now))[0]?.health;
  expect(await health()).toMatchObject({ state: "neverRun", fix: expect.stringContaining("enable 1") });
  await syncInline(world);
  expect(await health()).toMatchObject({ state: "paused", reason: expect.stringContaining("switched off") });
  await world.run(["integrations", "enable", "hr"]);
  await syncInline(world);
  expect(await health()).toMatchObject({ state: "healthy", label: "Healthy" });

  await world.store.systemPool.query(`update integrations set failures = 2, failing_since = now()`);
  await world.store.systemPool.query(
    `update runs set state = 'failed', reason_kind = 'auth', reason = 'The key was refused.', fix = 'Replace it.'
     where id = (select max(id) from runs)`,
  );
  expect(await health()).toMatchObject({ state: "actionNeeded", fix: "Replace it." });
  const shown = await world.run(["integrations", "show", "hr"]);
  expect(shown.stdout).toContain("Action needed");
  expect(shown.stdout).toContain("The key was refused.");
  const [json] = await world.ask<Listed & { runs: object[]; nextRuns: string[] }>([
    "integrations",
    "show",
    "hr",
  ]);
  expect(json).toMatchObject({ health: { state: "actionNeeded" }, failures: 2 });
  expect(json?.nextRuns).toHaveLength(3);
  const checks = await world.ask<{ id: string; outcome: string; detail: string }>(["doctor"]);
  expect(checks.find(({ id }) => id === "integrations")).toMatchObject({
    outcome: "warn",
    detail: "default/hr: Action needed",
  });
});

test("an operator pauses a vendor with a reason that everybody sees, and resumes it", async () => {
  const world = await connectedWorld();
  expect(await world.run(["connectors", "pause", "bamboohr"])).toMatchObject({ code: 2 });
  expect(await world.run(["connectors", "pause", "nohr", "--reason", "x"])).toMatchObject({ code: 2 });
  const paused = await world.run(["connectors", "pause", "bamboohr", "--reason", "their outage"]);
  expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining("BambooHR is paused") });
  expect(await world.run(["connectors", "pause", "bamboohr", "--reason", "again"])).toMatchObject({
    code: 2,
  });
  const listed = await world.ask<{ id: string; paused: object | null }>(["connectors", "list"]);
  expect(listed.filter((each) => each.paused !== null)).toMatchObject([
    { id: "bamboohr", paused: { reason: "their outage" } },
  ]);
  const [integration] = await world.ask<Listed>(["integrations", "list"]);
  expect(integration?.health).toMatchObject({
    state: "paused",
    reason: expect.stringContaining("their outage"),
  });
  expect(await world.run(["sync", "hr", "--inline"])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("vendorPaused"),
  });
  expect(await world.run(["connectors", "resume", "bamboohr"])).toMatchObject({ code: 0 });
  expect((await syncInline(world)).code).toBe(0);
});
