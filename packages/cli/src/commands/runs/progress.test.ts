import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";
import { progressOf, progressText } from "./progress.ts";

const STARTED = new Date("2026-03-02T09:00:00Z");
const run = { state: "reading", people: 200, total: 400, startedAt: STARTED, endedAt: null } as const;
const after = (seconds: number): Date => new Date(STARTED.getTime() + seconds * 1000);

test.each([
  [run, 12, "reading, 200 of 400 people, 12 s"],
  [{ ...run, total: null }, 185, "reading, 200 people, total unknown, 3 min 5 s"],
  [{ ...run, state: "applying", people: 400 }, 7_440, "applying, 400 of 400 people, 2 h 4 min"],
  [{ ...run, state: "queued", people: 0, startedAt: null }, 5, "queued"],
  [{ ...run, state: "succeeded", total: null, endedAt: after(9) }, 500, "succeeded, 200 people, 9 s"],
  // A process that stands at another time.
  [run, -60, "reading, 200 of 400 people, 0 s"],
] as const)("%o after %i seconds", (told, seconds, text) => {
  expect(progressText(progressOf(told, after(seconds)))).toBe(text);
});

test("a run under way is shown and listed with how far it has come", async () => {
  const world = await connectedWorld();
  await world.store.systemPool.query(
    `insert into runs (org_id, integration_id, mode, state, door, requested_by, queued_at, started_at, people, total)
     select org_id, id, 'full', 'reading', 'hr', 'test', $1, $1, 200, 400 from integrations`,
    [STARTED],
  );
  const now = after(75).toISOString();
  const [shown] = await world.ask<{ progress: object }>(["runs", "show", "1"], now);
  expect(shown?.progress).toEqual({
    phase: "reading",
    read: 200,
    total: 400,
    elapsedSeconds: expect.any(Number),
  });
  expect((await world.run(["runs", "list"], now)).stdout).toContain("reading, 200 of 400 people, 1 min 1");
  expect((await world.run(["runs", "show", "1"], now)).stdout).toContain("200 of 400 people");
});
