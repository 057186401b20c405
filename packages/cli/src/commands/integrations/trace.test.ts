import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";

interface Traced {
  externalId: string;
  outcome: string;
  member: string | null;
  employment: string;
  record: { fields: Record<string, unknown> };
  targets: { target: string; from: { field: string; value: unknown }[]; value: string | null }[];
  next: { action: string; changes: { field: string; after: string }[] };
}

test("one person is traced by e-mail: fields, mapping, employment, what a sync would do; no run is made", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [, person] = await world.members();
  const externalId = person?.identities[0]?.externalId ?? "";
  world.vendor.simulator.edit({ op: "move", id: externalId, set: { jobTitle: "Head of Tracing" } });
  const trace = ["integrations", "trace", "hr", "--person", person?.workEmail ?? ""];
  const [traced] = await world.ask<Traced>(trace);
  expect(traced).toMatchObject({
    externalId,
    outcome: "found",
    member: String(person?.id),
    employment: "active",
    next: { action: "update", changes: [{ field: "jobTitle", after: "Head of Tracing" }] },
  });
  const title = traced?.targets.find(({ target }) => target === "jobTitle");
  expect(title?.value).toBe("Head of Tracing");
  expect(title?.from.map(({ value }) => value)).toContain("Head of Tracing");
  const text = await world.run(trace);
  expect(text.stdout).toContain("The next sync: An update of jobTitle.");
  expect(await world.ask(["runs", "list"])).toHaveLength(1);
  expect((await world.members()).find(({ id }) => id === person?.id)?.jobTitle).toBe(person?.jobTitle);
});

test("an id that only the source knows is traced, too; an unknown one and an unknown e-mail are told", async () => {
  const world = await connectedWorld();
  const [someone] = world.vendor.simulator.company();
  const trace = ["integrations", "trace", "hr", "--person"];
  expect(await world.ask([...trace, someone?.id ?? ""])).toMatchObject([
    { outcome: "found", member: null, next: { action: "create" } },
  ]);
  expect(await world.ask([...trace, "999999"])).toEqual([
    { externalId: "999999", outcome: "notFound", member: null },
  ]);
  expect(await world.run([...trace, "nobody@acme.test"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknownPerson"),
  });
});
