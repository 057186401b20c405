import { sql } from "kysely";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { giveRole } from "@muster/store";
import { newVendor, person, staff } from "./testing/vendor.ts";
import { newWorld, useStore, type World } from "./testing/world.ts";

/** Where each member row lies and who wrote it last: equal only if no row was written. */
async function rowVersions(world: World): Promise<unknown[]> {
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select id, xmin::text, ctid::text from members order by id`.execute(tx),
  );
  return rows;
}

describe.each(engineServers)("a sync on %s", (server) => {
  const store = useStore(server);

  test("makes a staged member of everybody who is employed and has a work e-mail", async () => {
    const people = [
      person(1),
      person(2, { status: "terminated", end: "2025-12-31" }),
      person(3, { email: null }),
      person(4, { status: "onLeave" }),
      person(5, { start: "2026-04-01" }),
      person(6, { status: "unknown" }),
    ];
    const world = await newWorld(store(), newVendor(people));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "succeeded", certificate: "counted" });
    expect(run.counts).toMatchObject({ people: 6, create: 3, skip: 3 });
    const members = await world.members();
    expect(new Map(members.map((member) => [member.workEmail, member.status]))).toEqual(
      new Map([
        ["p1@acme.test", "staged"],
        ["p4@acme.test", "staged"],
        ["p5@acme.test", "staged"],
      ]),
    );
  });

  test("with nothing new writes no member row and seals no batch", async () => {
    const world = await newWorld(store(), newVendor([...staff(120), person(200, { email: null })]));
    await world.sync();
    const before = await rowVersions(world);
    world.pass(24);
    const run = await world.sync();
    expect(run.counts).toMatchObject({ create: 0, update: 0, deactivate: 0, skip: 1, unchanged: 120 });
    expect(await rowVersions(world)).toEqual(before);
    const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
      sql`select from batches where run_id = ${run.id}`.execute(tx),
    );
    expect(rows).toEqual([]);
  });

  test("follows changed fields and keeps what was as the change's before", async () => {
    const vendor = newVendor(staff(3));
    const world = await newWorld(store(), vendor);
    await world.sync();
    vendor.people[0] = person(1, { department: "Research", name: "Ada" });
    const run = await world.sync();
    expect(run.counts).toMatchObject({ update: 1, unchanged: 2 });
    expect(await world.member("p1")).toMatchObject({ department: "Research", firstName: "Ada" });
    const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
      sql`select c.before from changes c join batches b on b.id = c.batch_id where b.run_id = ${run.id}`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([{ before: { department: "Sales", first_name: "Person 1" } }]);
  });

  test("clears a field that the source says is empty and keeps one that it does not return", async () => {
    const vendor = newVendor(staff(3));
    const world = await newWorld(store(), vendor);
    await world.sync();
    vendor.people[0] = person(1, { department: null });
    vendor.restricted = ["name"];
    await world.sync();
    expect(await world.member("p1")).toMatchObject({ department: null, firstName: "Person 1" });
    expect(await world.member("p2")).toMatchObject({ department: "Sales", firstName: "Person 2" });
  });

  test("swaps the e-mails of two people without a conflict", async () => {
    const vendor = newVendor(staff(2));
    const world = await newWorld(store(), vendor);
    await world.sync();
    const [one, two] = [await world.member("p1"), await world.member("p2")];
    vendor.people = [person(1, { email: "p2@acme.test" }), person(2, { email: "p1@acme.test" })];
    const run = await world.sync();
    expect(run.counts).toMatchObject({ update: 2, conflict: 0 });
    expect(await world.member("p1")).toMatchObject({ id: one.id, workEmail: "p2@acme.test" });
    expect(await world.member("p2")).toMatchObject({ id: two.id, workEmail: "p1@acme.test" });
  });

  test("leaves two newcomers with one e-mail, and a newcomer with somebody's e-mail, as conflicts", async () => {
    const vendor = newVendor(staff(2));
    const world = await newWorld(store(), vendor);
    await world.sync();
    vendor.people.push(
      person(3, { email: "same@acme.test" }),
      person(4, { email: "SAME@acme.test" }),
      person(5, { email: "p1@acme.test" }),
    );
    expect((await world.sync()).counts).toMatchObject({ conflict: 3, create: 0, unchanged: 2 });
    expect((await world.sync()).counts).toMatchObject({ conflict: 3, create: 0 });
    expect(await world.members()).toHaveLength(2);
  });

  test("activates a member whose start had come, once they have a role", async () => {
    const vendor = newVendor([person(1, { start: "2026-03-03" })]);
    const world = await newWorld(store(), vendor);
    await world.sync();
    const { id } = await world.member("p1");
    const act = { orgId: world.orgId, actor: "ada", now: world.engine.now() };
    await world.store.forOrganization(world.orgId, (tx) =>
      giveRole(tx, act, { memberIds: [id], role: "mentee" }),
    );
    expect(await world.member("p1")).toMatchObject({ status: "staged", role: "mentee" });
    world.pass(24);
    expect((await world.sync()).counts).toMatchObject({ advance: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "active", role: "mentee" });
  });

  test("plans without applying when it is a dry run", async () => {
    const world = await newWorld(store(), newVendor(staff(3)));
    const run = await world.sync({ dryRun: true });
    expect(run).toMatchObject({ state: "succeeded", counts: { create: 3 } });
    expect(await world.members()).toEqual([]);
  });
});
