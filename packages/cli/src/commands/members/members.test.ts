import { type Member, startMatches } from "@muster/store";
import { expect, test } from "vitest";
import { connectedWorld, migratedDatabase, type TestWorld } from "../../testing/database.ts";
import { jsonOf, muster } from "../../testing/muster.ts";
import { startVendor } from "../../testing/vendor.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

interface MemberLine {
  id: string;
  status: string;
  role: string;
  workEmail: string;
  identities: { integration: string; externalId: string; claim: string }[];
}

/** The person leaves in the HR system on the first day; the next day's sync finds out. */
async function leave(world: TestWorld, { identities }: Pick<Member, "identities">): Promise<void> {
  world.vendor.simulator.edit({ op: "terminate", id: identities[0]?.externalId ?? "" });
  world.vendor.simulator.advance(1);
  await world.sync(NEXT_DAY);
}

test("members are listed with their claims, and by status", async () => {
  const world = await connectedWorld();
  await world.sync();
  const members = await world.ask<MemberLine>(["members", "list"]);
  const byId = new Map(world.vendor.simulator.company().map((person) => [person.id, person]));
  for (const { workEmail, identities } of members) {
    expect(identities).toEqual([{ integration: "1", externalId: expect.any(String), claim: "employed" }]);
    expect(workEmail).toBe(byId.get(identities[0]?.externalId ?? "")?.workEmail);
  }
  expect(Object.keys(members[0] ?? {})).toEqual([
    "id",
    "status",
    "role",
    "workEmail",
    "firstName",
    "lastName",
    "department",
    "jobTitle",
    "identities",
  ]);
  expect(await world.ask(["members", "list", "--status", "active"])).toEqual([]);
  expect(await world.run(["members", "list", "--status", "gone"])).toMatchObject({ code: 2 });
});

test("a member is shown with what happened to them and why", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [, person] = await world.members();
  if (!person) throw new Error("nobody was synced");
  const mail = person.workEmail ?? "";
  const id = String(person.id);
  expect(await world.ask(["members", "role", mail, "mentor"])).toMatchObject([
    { id, role: "mentor", status: "active" },
  ]);
  await leave(world, person);
  const [shown] = await world.ask(["members", "show", id]);
  expect(shown).toMatchObject({
    id,
    status: "deactivated",
    identities: [{ claim: "left" }],
    deactivations: [{ cause: "termination", door: "hr", run: "2", priorStatus: "active", closedAt: null }],
    history: [
      { action: "deactivate", reason: "terminated", before: { status: "active" }, run: "2" },
      { action: "advance", reason: "roleGiven", before: { role: "none" }, after: { role: "mentor" } },
      { action: "create", before: null, after: { workEmail: mail }, run: "1" },
    ],
  });
  const text = await world.run(["members", "show", mail]);
  expect(text.stdout).toContain("status: active → deactivated");
});

test("a member who is not there or a role that is none is told", async () => {
  const world = await connectedWorld();
  await world.sync();
  expect(await world.run(["members", "show", "nobody@acme.test"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknownMember"),
  });
  expect(await world.run(["members", "role", "1", "boss"])).toMatchObject({ code: 2 });
});

test("the matches of whoever left wait for an admin, with their meetings and goals", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [mentor, mentee] = await world.members();
  if (!mentor || !mentee) throw new Error("nobody was synced");
  const { id: orgId } = world.org;
  await world.store.forOrganization(orgId, (tx) =>
    startMatches(tx, {
      orgId,
      pairs: [{ mentorId: mentor.id, menteeId: mentee.id }],
      startedOn: "2026-03-02",
      meetingsEach: 4,
      goalsEach: 2,
    }),
  );
  expect(await world.ask(["matches", "list"])).toEqual([]);
  await leave(world, mentee);
  expect(await world.ask(["matches", "list"])).toMatchObject([
    { id: "1", leaver: expect.any(String), meetings: 4, goals: 2 },
  ]);
  expect((await world.run(["matches", "list"])).stdout).toContain("who left");
});

test("a person of two records is one member, listed and shown with both", async () => {
  const { simulator, where, env } = await startVendor({ employees: 200 }, "workday");
  const world = { ...env, ...(await migratedDatabase()) };
  const create = ["integrations", "create", "--connector", "workday", "--name", "hr"];
  expect(await muster([...create, ...where], world)).toMatchObject({ code: 0 });
  expect(await muster(["sync", "hr", "--inline"], world)).toMatchObject({ code: 0 });
  const people = Map.groupBy(simulator.company(), (row) => row.personId);
  const twins = [...people.values()].filter(
    (rows) =>
      rows.length === 2 &&
      rows.some((row) => row.employment === "active") &&
      rows.some((row) => row.employment === "terminated"),
  );
  expect(twins.length).toBeGreaterThan(0);
  const members = jsonOf<MemberLine>(await muster(["members", "list", "--json"], world));
  for (const rows of twins) {
    const claims = rows.map(({ id, employment }) => ({
      integration: "1",
      externalId: id,
      claim: employment === "active" ? "employed" : "left",
    }));
    const own = members.filter(({ identities }) =>
      identities.some(({ externalId }) => rows.some(({ id }) => id === externalId)),
    );
    expect(own).toHaveLength(1);
    expect(own[0]?.identities).toHaveLength(2);
    expect(own[0]?.identities).toEqual(expect.arrayContaining(claims));
    expect(own[0]).toMatchObject({ workEmail: rows.find((row) => row.employment === "active")?.workEmail });
  }
  const [first] = twins[0] ?? [];
  const shown = await muster(["members", "show", first?.id ?? ""], world);
  for (const { id } of twins[0] ?? []) expect(shown.stdout).toContain(id);
});
