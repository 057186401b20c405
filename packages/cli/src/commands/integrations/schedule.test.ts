import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";
import { jsonOf } from "../../testing/muster.ts";

interface Scheduled {
  schedule: string;
  frequency: string;
  nextRuns: string[];
  nextRunsText: string[];
}

const NOW = "2026-03-02T13:00:00Z";

test("a frequency is set in words, counts at once, and the next three times are told in words", async () => {
  const world = await connectedWorld();
  const set = (text: string) => world.run(["integrations", "set", "hr", "--schedule", text], NOW);
  expect((await set("weekly on monday at 09:00")).stdout).toContain("It is switched off");
  await world.run(["integrations", "enable", "hr"], NOW);
  const changed = await set("every 6 hours");
  expect(changed.stdout).toMatch(
    /^"hr" syncs every 6 hours \(UTC\)\. Next: today at 18:0\d, tomorrow at 00:0\d, tomorrow at 06:0\d\.$/m,
  );
  const [listed] = await world.ask<Scheduled>(["integrations", "list"], NOW);
  expect(listed).toMatchObject({ schedule: "0 */6 * * *", frequency: "every 6 hours" });
  expect(listed?.nextRuns).toHaveLength(3);
  expect(listed?.nextRunsText[0]).toMatch(/^today at 18:0\d$/);
  expect((await world.run(["runs", "calendar"], NOW)).stderr).toMatch(/"hr" is read next today at 18:0\d/);
  const [json] = jsonOf<Scheduled>(
    await world.run(["integrations", "set", "hr", "--schedule", "daily at 06:30", "--json"], NOW),
  );
  expect(json).toMatchObject({ schedule: "30 6 * * *", frequency: "daily at 06:30" });
  expect(json?.nextRuns[0]).toMatch(/^2026-03-03T06:3\d/);
});

test("a schedule that is none is refused with the forms there are, and nothing changes", async () => {
  const world = await connectedWorld();
  const [before] = await world.ask<Scheduled>(["integrations", "list"]);
  const refused = await world.run(["integrations", "set", "hr", "--schedule", "at noon"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("badSchedule");
  expect(refused.stderr).toContain("every N hours");
  expect(refused.stderr).toContain("weekly on DAY at HH:MM");
  expect(await world.ask<Scheduled>(["integrations", "list"])).toEqual([before]);
});
