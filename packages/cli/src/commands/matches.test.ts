import { type Member, startMatches } from "@muster/store";
import { expect, test } from "vitest";
import { connectedWorld, type TestWorld } from "../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";
const LATER = "2026-05-03T09:00:00Z";

/** Two matches of one mentor, who has left by the next day. */
async function leftMentor(): Promise<{ world: TestWorld; mentor: Member }> {
  const world = await connectedWorld();
  await world.sync();
  const [mentor, one, two] = await world.members();
  if (!mentor || !one || !two) throw new Error("nobody was synced");
  const { id: orgId } = world.org;
  await world.store.forOrganization(orgId, (tx) =>
    startMatches(tx, {
      orgId,
      pairs: [one, two].map(({ id }) => ({ mentorId: mentor.id, menteeId: id })),
      startedOn: "2026-03-02",
      meetingsEach: 4,
      goalsEach: 2,
    }),
  );
  world.vendor.simulator.edit({ op: "terminate", id: mentor.identities[0]?.externalId ?? "" });
  world.vendor.simulator.advance(1);
  await world.sync(NEXT_DAY);
  return { world, mentor };
}

test("of a leaver's matches one is kept and one ended, each once, and their meetings stay", async () => {
  const { world } = await leftMentor();
  expect(await world.ask(["matches", "list"])).toMatchObject([{ id: "1" }, { id: "2" }]);
  expect(await world.run(["matches", "resolve", "1"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("noResolution"),
  });
  expect(await world.run(["matches", "resolve", "1", "--keep", "--end"])).toMatchObject({ code: 2 });
  expect((await world.run(["matches", "resolve", "1", "--keep"])).stdout).toBe("Match 1 is kept.\n");
  expect(await world.ask(["matches", "resolve", "2", "--end"])).toEqual([{ id: "2", resolution: "ended" }]);
  expect(await world.run(["matches", "resolve", "2", "--keep"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("notFlagged"),
  });
  expect(await world.ask(["matches", "list"])).toEqual([]);
  expect(await world.ask(["matches", "list", "--all"])).toMatchObject([
    { id: "1", resolution: "kept", meetings: 4 },
    { id: "2", resolution: "ended", meetings: 4 },
  ]);
});

test("a flag that nobody decided on closes when the leaver returns; a decision stays what it is", async () => {
  const { world, mentor } = await leftMentor();
  await world.run(["matches", "resolve", "2", "--end"]);
  const back = ["members", "reactivate", String(mentor.id), "--reason", "came back"];
  expect(await world.run(back, LATER)).toMatchObject({ code: 0 });
  expect(await world.ask(["matches", "list"])).toEqual([]);
  expect(await world.ask(["matches", "list", "--all"])).toMatchObject([
    { id: "1", resolution: "returned" },
    { id: "2", resolution: "ended" },
  ]);
  expect((await world.run(["matches", "list", "--all"])).stdout).toContain("became of it");
});
