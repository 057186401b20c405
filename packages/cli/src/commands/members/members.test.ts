import { findOrganization, listMembers, startMatches } from "@muster/store";
import { expect, test } from "vitest";
import { connectedWorld, storeOf, syncInline, type TestWorld } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

interface MemberLine {
  id: string;
  status: string;
  role: string;
  workEmail: string;
  identities: { integration: string; externalId: string; claim: string }[];
}

/** The person leaves in the HR system on the first day; the next day's sync finds out. */
async function leave(world: TestWorld, { identities }: MemberLine): Promise<void> {
  world.vendor.simulator.edit({ op: "terminate", id: identities[0]?.externalId ?? "" });
  world.vendor.simulator.advance(1);
  await syncInline(world, NEXT_DAY);
}

test("members are listed with their claims, and by status", async () => {
  const world = await connectedWorld();
  await syncInline(world);
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
  await syncInline(world);
  const [, person] = await world.ask<MemberLine>(["members", "list"]);
  if (!person) throw new Error("nobody was synced");
  const [given] = await world.ask<MemberLine>(["members", "role", person.workEmail, "mentor"]);
  expect(given).toMatchObject({ id: person.id, role: "mentor", status: "active" });
  await leave(world, person);
  const [shown] = await world.ask(["members", "show", person.id]);
  expect(shown).toMatchObject({
    id: person.id,
    status: "deactivated",
    identities: [{ claim: "left" }],
    deactivations: [{ cause: "termination", door: "hr", run: "2", priorStatus: "active", closedAt: null }],
    history: [
      { action: "deactivate", reason: "terminated", before: { status: "active" }, run: "2" },
      { action: "advance", reason: "roleGiven", before: { role: "none" }, after: { role: "mentor" } },
      { action: "create", before: null, after: { workEmail: person.workEmail }, run: "1" },
    ],
  });
  const text = await world.run(["members", "show", person.workEmail]);
  expect(text.stdout).toContain("status: active → deactivated");
});

test("a member who is not there or a role that is none is told", async () => {
  const world = await connectedWorld();
  await syncInline(world);
  expect(await world.run(["members", "show", "nobody@acme.test"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknownMember"),
  });
  expect(await world.run(["members", "role", "1", "boss"])).toMatchObject({ code: 2 });
});

test("the matches of whoever left wait for an admin, with their meetings and goals", async () => {
  const world = await connectedWorld();
  await syncInline(world);
  const store = await storeOf(world.env);
  const { id: orgId } = await findOrganization(store, "default");
  await store.forOrganization(orgId, async (tx) => {
    const [mentor, mentee] = await listMembers(tx, { afterId: 0, limit: 2 });
    const pairs = [{ mentorId: mentor?.id ?? 0, menteeId: mentee?.id ?? 0 }];
    await startMatches(tx, { orgId, pairs, startedOn: "2026-03-02", meetingsEach: 4, goalsEach: 2 });
  });
  expect(await world.ask(["matches", "list"])).toEqual([]);
  const [, leaver] = await world.ask<MemberLine>(["members", "list"]);
  if (!leaver) throw new Error("nobody was synced");
  await leave(world, leaver);
  expect(await world.ask(["matches", "list"])).toMatchObject([
    { id: "1", leaver: expect.any(String), meetings: 4, goals: 2 },
  ]);
  expect((await world.run(["matches", "list"])).stdout).toContain("who left");
});
