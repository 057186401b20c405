import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";

test("the calendar lists who starts within two weeks and, where the day is too far ahead, not yet", async () => {
  const world = await connectedWorld();
  const { simulator } = world.vendor;
  for (const [firstName, startDate] of [
    ["Nea", "2026-05-08"],
    ["Farah", "2026-06-30"],
  ]) {
    const workEmail = `${firstName}@acme.test`;
    simulator.edit({ op: "hire", set: { firstName, startDate, workEmail } });
  }
  await world.sync();
  const coming = await world.ask(["runs", "calendar", "--integration", "hr"]);
  expect(coming.filter(({ workEmail }) => String(workEmail).endsWith("@acme.test"))).toContainEqual(
    expect.objectContaining({
      day: "2026-05-08",
      kind: "joiner",
      workEmail: "Nea@acme.test",
      integrations: [{ id: "1", name: "hr" }],
    }),
  );
  expect(coming.map(({ workEmail }) => workEmail)).not.toContain("Farah@acme.test");
  expect((await world.run(["runs", "calendar"])).stdout).toContain("first day");
  expect(await world.run(["runs", "calendar", "--integration", "none"])).toMatchObject({ code: 2 });
});
