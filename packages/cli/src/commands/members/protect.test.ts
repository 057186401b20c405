import { expect, test } from "vitest";
import { connectedWorld, syncInline } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

test("a protected member who leaves is approved by name only, and the answers to why say so", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [owner] = await world.members();
  const mail = owner?.workEmail ?? "";
  const { stdout } = await world.run(["members", "protect", mail, "--reason", "owner"]);
  expect(stdout).toContain("is protected");
  world.vendor.simulator.edit({ op: "terminate", id: owner?.identities[0]?.externalId ?? "" });
  world.vendor.simulator.advance(1);
  const { code, result } = await syncInline(world, NEXT_DAY);
  expect({ code, held: result.held }).toMatchObject({ code: 5, held: [{ code: "protected", people: 1 }] });
  const all = await world.run(["runs", "approve", result.run, "--all", "--yes"], NEXT_DAY);
  expect(all.stderr).toContain("left out with --all: 1");
  expect(await world.members("deactivated")).toEqual([]);
  const why = await world.run(["members", "why", mail], NEXT_DAY);
  expect(why.stdout).toContain("a protected person leaves by a person's word only");
  expect(why.stdout).toMatch(/Protected by cli:\S+ since 2026-05-01, with the reason "owner"/);
  await world.run(["runs", "approve", result.run, "--person", mail], NEXT_DAY);
  expect(await world.members("deactivated")).toMatchObject([{ workEmail: mail }]);
});

test("the policy gives new members a role and a status, and seats say who has to wait", async () => {
  const world = await connectedWorld({ employees: 10 });
  const set = [
    "integrations",
    "policy",
    "hr",
    "--set",
    "newMembers.role=mentee",
    "newMembers.status=invited",
  ];
  const [policy] = await world.ask<{ policy: Record<string, unknown>; own: object }>([
    ...set,
    'scope.departments=["Sales, and so on","Engineering"]',
    "scope.excludeLocations=Oslo, Bergen",
  ]);
  expect(policy?.own).toEqual({
    "newMembers.role": "mentee",
    "newMembers.status": "invited",
    "scope.departments": ["Sales, and so on", "Engineering"],
    "scope.excludeLocations": ["Oslo", "Bergen"],
  });
  expect(policy?.policy).toMatchObject({ outOfScope: "review", "scope.jobTitles": null });
  const wrong = await world.run(["integrations", "policy", "hr", "--set", "newMembers.role=boss", "--json"]);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("badPolicy") });
  await world.ask(["integrations", "policy", "hr", "--unset", "scope.departments", "scope.excludeLocations"]);
  expect(await world.ask(["members", "seats", "3"])).toEqual([{ seats: 3, taken: 0, waiting: 0 }]);
  await world.sync();
  expect(await world.members("invited")).toHaveLength(3);
  const [waiter] = await world.members("staged");
  const why = await world.run(["members", "why", String(waiter?.id)]);
  expect(why.stdout).toMatch(/wait for (a seat|the first day)/);
  const [seats] = await world.ask<{ taken: number; waiting: number }>(["members", "seats", "none"]);
  expect(seats).toMatchObject({ seats: null, waiting: 0 });
  expect(seats?.taken).toBeGreaterThan(3);
});
