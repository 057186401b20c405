import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";
const IN_A_WEEK = "2026-05-09T09:00:00Z";

test("a person takes a member out and brings them back, with a reason that the history keeps", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [person] = await world.members();
  const mail = person?.workEmail ?? "";
  expect(await world.run(["members", "deactivate", mail])).toMatchObject({ code: 2 });
  const out = ["members", "deactivate", mail, "--reason", "asked for it"];
  expect(await world.ask(out)).toMatchObject([{ workEmail: mail, status: "deactivated" }]);
  expect((await world.run(out)).stdout).toContain("nothing changed");
  await world.sync(NEXT_DAY);
  const back = await world.run(["members", "reactivate", mail, "--reason", "changed their mind"], NEXT_DAY);
  expect(back.stdout).toContain("is staged again.");
  expect(await world.ask(["members", "show", mail])).toMatchObject([
    {
      status: "staged",
      overrides: [],
      deactivations: [{ cause: "admin", door: "person", integration: null, closedAt: expect.any(String) }],
      history: [
        { action: "reactivate", reason: "changed their mind" },
        { action: "deactivate", reason: "asked for it", after: { status: "deactivated" } },
        { action: "create" },
      ],
    },
  ]);
});

test("a leaver who is brought back until a day is listed as an override and leaves after it", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [person] = await world.members();
  const mail = person?.workEmail ?? "";
  world.vendor.simulator.edit({ op: "terminate", id: person?.identities[0]?.externalId ?? "" });
  world.vendor.simulator.advance(1);
  await world.sync(NEXT_DAY);
  const reason = ["--reason", "works on"];
  const past = ["members", "reactivate", mail, "--until", "2026-05-01", ...reason];
  expect(await world.run(past, NEXT_DAY)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("untilPassed"),
  });
  const back = await world.run(["members", "reactivate", mail, "--until", "2026-05-08", ...reason], NEXT_DAY);
  expect(back.stdout).toContain("stays so through 2026-05-08");
  const shown = await world.run(["members", "show", mail]);
  expect(shown.stdout).toMatch(/kept against the source/);
  expect(shown.stdout).toMatch(/2026-05-08 .*works on/);
  await world.sync(IN_A_WEEK);
  expect(await world.ask(["members", "show", mail])).toMatchObject([
    {
      status: "deactivated",
      overrides: [{ until: "2026-05-08", reason: "works on", endedAt: expect.any(String) }],
    },
  ]);
});
