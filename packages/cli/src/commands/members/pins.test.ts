import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";
const LATER = "2026-05-03T09:00:00Z";

test("a field is pinned with a value, listed, kept by a sync, and given back", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [person, other] = await world.members();
  const mail = person?.workEmail ?? "";
  expect(await world.run(["members", "pin", mail, "shoeSize", "44"])).toMatchObject({ code: 2 });
  const taken = await world.run(["members", "pin", mail, "workEmail", other?.workEmail ?? ""]);
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining("emailTaken") });
  expect(await world.ask(["members", "pin", mail, "jobTitle", "Chief"])).toMatchObject([
    { workEmail: mail, jobTitle: "Chief" },
  ]);
  const id = person?.identities[0]?.externalId ?? "";
  world.vendor.simulator.edit({ op: "move", id, set: { jobTitle: "Analyst" } });
  await world.sync(NEXT_DAY);
  expect(await world.ask(["members", "show", mail])).toMatchObject([
    { jobTitle: "Chief", pins: [{ field: "jobTitle", actor: expect.stringContaining("cli:") }] },
  ]);
  expect((await world.run(["members", "show", mail])).stdout).toContain("pinned field");
  expect((await world.run(["members", "unpin", mail, "jobTitle"])).stdout).toContain("next full sync");
  expect((await world.run(["members", "unpin", mail, "jobTitle"])).stdout).toContain("nothing changed");
  await world.sync(LATER);
  expect(await world.ask(["members", "show", mail])).toMatchObject([{ jobTitle: "Analyst", pins: [] }]);
});
