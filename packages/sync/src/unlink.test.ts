import { readMemberRecord, unlinkRecord } from "@muster/store";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { newVendor, person, staff } from "./testing/vendor.ts";
import { act, newWorld, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

async function unlink(world: World, externalId: string, memberId?: number): ReturnType<typeof unlinkRecord> {
  const id = memberId ?? (await world.member(externalId)).id;
  return world.store.forOrganization(world.orgId, (tx) =>
    unlinkRecord(tx, act(world), { memberId: id, integrationId: world.integration.id, externalId }),
  );
}

async function standing(world: World, externalId: string): Promise<unknown> {
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select member_id, claim, decision, reason, fingerprint from identities
      where external_id = ${externalId}`.execute(tx),
  );
  return rows[0];
}

test("a record that is taken off its member waits as a conflict, and the member stays as they are", async () => {
  const { world } = await syncedCompany(store(), 2);
  const { id, status } = await world.member("p1");
  expect(await unlink(world, "p1")).toEqual({ liveClaims: 0, records: 0 });
  const nobody = { member_id: null, claim: null, fingerprint: null };
  expect(await standing(world, "p1")).toEqual({ ...nobody, decision: "conflict", reason: "unlinked" });
  world.pass(24);
  // Their address is the member's still.
  expect(await world.sync()).toMatchObject({ counts: { create: 0, conflict: 1, deactivate: 0 } });
  expect(await standing(world, "p1")).toMatchObject({ decision: "conflict", reason: "emailTaken" });
  const member = (await world.members()).find((one) => one.id === id);
  expect(member).toMatchObject({ status, identities: [] });
  const record = await world.store.forOrganization(world.orgId, (tx) => readMemberRecord(tx, id, 10));
  expect(record?.history[0]).toMatchObject({ action: "update", reason: "unlinked", actor: "ada" });
});

test("with an address of its own the record becomes a member of its own", async () => {
  const { world, vendor } = await syncedCompany(store(), 2);
  const { id } = await world.member("p1");
  await unlink(world, "p1");
  vendor.people[0] = person(1, { email: "own@acme.test" });
  world.pass(24);
  expect(await world.sync()).toMatchObject({ counts: { create: 1, conflict: 0 } });
  expect((await world.member("p1")).id).not.toBe(id);
  await expect(unlink(world, "p1", id)).rejects.toMatchObject({ code: "notLinked" });
});

test("records of one person whom a person told apart are never joined again", async () => {
  const twins = [
    person(1, { personId: "one" }),
    person(2, { personId: "one", email: "two@acme.test" }),
    person(3),
  ];
  const world = await newWorld(store(), newVendor(twins));
  await world.sync();
  const { id } = await world.member("p1");
  expect((await world.member("p2")).id).toBe(id);
  expect(await unlink(world, "p2")).toEqual({ liveClaims: 1, records: 1 });
  for (const create of [1, 0, 0]) {
    world.pass(24);
    expect(await world.sync()).toMatchObject({ counts: { create, link: 0, conflict: 0, deactivate: 0 } });
    expect((await world.member("p1")).id).toBe(id);
    expect((await world.member("p2")).id).not.toBe(id);
  }
});

test("a plan from before the act does not give the record back", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  const { id } = await world.member("p1");
  vendor.people = [person(1, { department: "Research" }), ...staff(3).slice(1)];
  world.pass(24);
  let left: string[] = [];
  world.engine.store = {
    ...world.store,
    forOrganization: async (...transaction) => {
      if (left.shift() === "apply") await unlink(world, "p1", id);
      return world.store.forOrganization(...transaction);
    },
  };
  const onProgress = ({ phase }: { phase: string }): void => {
    if (phase === "planning") left = ["looks", "plan", "apply"];
  };
  expect(await world.sync({ control: { onProgress } })).toMatchObject({ counts: { conflict: 1, update: 0 } });
  expect(await standing(world, "p1")).toMatchObject({ member_id: null });
});
