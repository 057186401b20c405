import type { MappingTarget } from "@muster/connector-sdk";
import { liftPin, pinField, readMemberRecord } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { leadRun } from "./lead-run.ts";
import { person, staff, terminate } from "./testing/vendor.ts";
import { act, queueRun, syncedCompany, useStore, type World } from "./testing/world.ts";

async function pin(world: World, who: string, field: MappingTarget, value?: string): Promise<void> {
  const { id: memberId } = await world.member(who);
  await world.store.forOrganization(world.orgId, (tx) =>
    pinField(tx, act(world), { memberId, field, ...(value !== undefined && { value }) }),
  );
}

async function lift(world: World, who: string, field: MappingTarget): Promise<boolean> {
  const { id: memberId } = await world.member(who);
  return world.store.forOrganization(world.orgId, (tx) => liftPin(tx, act(world), { memberId, field }));
}

async function keys(world: World, who: string): Promise<unknown> {
  const { id } = await world.member(who);
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select email_key, name_key, last_name from members where id = ${id}`.execute(tx),
  );
  return rows[0];
}

describe.each(engineServers)("a pinned field on %s", (server) => {
  const store = useStore(server);

  test("stays what it is while the rest follows the source, and is the source's again once lifted", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    await pin(world, "p1", "department", "Board");
    expect(await world.member("p1")).toMatchObject({ department: "Board", status: "staged" });
    vendor.people[0] = person(1, { department: "Legal" });
    expect((await world.sync()).counts).toMatchObject({ update: 0, unchanged: 30 });
    vendor.people[0] = person(1, { department: "Ops", name: "Renamed" });
    expect((await world.sync()).counts).toMatchObject({ update: 1 });
    expect(await world.member("p1")).toMatchObject({ department: "Board", firstName: "Renamed" });
    expect(await lift(world, "p1", "department")).toBe(true);
    expect(await lift(world, "p1", "department")).toBe(false);
    expect((await world.sync()).counts).toMatchObject({ update: 1 });
    expect(await world.member("p1")).toMatchObject({ department: "Ops" });
    expect((await world.sync()).counts).toMatchObject({ update: 0 });
  });

  test("is listed, with who pinned it, and the history tells of the value", async () => {
    const { world } = await syncedCompany(store(), 3);
    await pin(world, "p1", "department", "Board");
    await pin(world, "p1", "firstName");
    const { id } = await world.member("p1");
    const record = await world.store.forOrganization(world.orgId, (tx) => readMemberRecord(tx, id, 5));
    expect(record).toMatchObject({
      pins: [
        { field: "department", actor: "ada" },
        { field: "firstName", actor: "ada" },
      ],
      history: [
        {
          action: "update",
          reason: "pinned",
          before: { department: "Sales" },
          after: { department: "Board" },
        },
        { action: "create" },
      ],
    });
  });

  test("does not keep its person from leaving and coming back", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    await pin(world, "p1", "department", "Board");
    terminate(vendor, 1);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
    vendor.people[0] = person(1, { department: "Legal" });
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "staged", department: "Board" });
  });

  test("with an address frees the source's for somebody else, and is not lost to them", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    await pin(world, "p1", "workEmail", "Chief@acme.test");
    vendor.people = [person(1), person(2, { email: "p1@acme.test" }), ...staff(30).slice(2)];
    expect((await world.sync()).counts).toMatchObject({ update: 1, conflict: 0 });
    expect(await world.member("p1")).toMatchObject({ workEmail: "Chief@acme.test" });
    expect(await world.member("p2")).toMatchObject({ workEmail: "p1@acme.test" });
    expect(await keys(world, "p1")).toMatchObject({ email_key: "chief@acme.test" });
    await expect(pin(world, "p3", "workEmail", "CHIEF@acme.test")).rejects.toMatchObject({
      code: "emailTaken",
    });
    await expect(pin(world, "p3", "department", "a\0b")).rejects.toMatchObject({ code: "badValue" });
    expect(await world.member("p3")).toMatchObject({ workEmail: "p3@acme.test", department: "Sales" });
  });

  test("of a name keeps the form by which people are found in step with what is shown", async () => {
    const { world, vendor } = await syncedCompany(store(), 3);
    await pin(world, "p1", "lastName", "Lovelace");
    expect(await keys(world, "p1")).toMatchObject({ name_key: "person 1 lovelace" });
    await pin(world, "p1", "firstName", " Ada ");
    vendor.people[0] = person(1, { name: "Augusta" });
    await world.sync();
    expect(await keys(world, "p1")).toMatchObject({ name_key: "ada lovelace", last_name: "Lovelace" });
    await pin(world, "p1", "lastName", "");
    expect(await keys(world, "p1")).toMatchObject({ name_key: "ada", last_name: null });
  });

  test("holds against a run that had planned to overwrite it before it was pinned", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { department: "Legal" });
    let planned = false;
    let pinned: Promise<void> | undefined;
    const forOrganization: World["store"]["forOrganization"] = async (...input) => {
      if (planned) await (pinned ??= pin(world, "p1", "department"));
      return world.store.forOrganization(...input);
    };
    const run = await queueRun(world);
    const result = await leadRun(
      { ...world.engine, store: { ...world.store, forOrganization } },
      {
        runId: run.id,
        orgId: world.orgId,
        token: null,
        worker: "test",
        control: {
          signal: new AbortController().signal,
          shouldYield: () => false,
          onProgress: ({ phase }) => {
            planned = phase === "applying";
          },
        },
      },
    );
    expect(result).toMatchObject({ kind: "ended", outcome: { counts: { update: 0, deferred: 1 } } });
    expect(pinned).toBeDefined();
    expect((await world.sync()).counts).toMatchObject({ update: 0, unchanged: 30 });
    expect(await world.member("p1")).toMatchObject({ department: "Sales" });
  });
});
