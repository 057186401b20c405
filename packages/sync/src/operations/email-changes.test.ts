import { ConnectorError } from "@muster/connector-sdk";
import { findIntegration, pinField } from "@muster/store";
import { expect, test } from "vitest";
import { person } from "../testing/vendor.ts";
import { act, syncedCompany, useStore, type World } from "../testing/world.ts";
import { changeMapping } from "./change-mapping.ts";

const store = useStore("pg18");

async function save(world: World, workEmail: object, more: { sure?: boolean } = {}): Promise<number[]> {
  const integration = await world.store.forOrganization(world.orgId, (tx) =>
    findIntegration(tx, world.integration.id),
  );
  if (!integration) throw new Error("the integration is gone");
  const told: number[] = [];
  const signal = new AbortController().signal;
  await changeMapping(world.engine, integration, {
    set: { workEmail },
    unset: [],
    actor: "ada",
    signal,
    onPeople: (people) => told.push(people),
    ...more,
  });
  return told;
}

async function mappingOf(world: World): Promise<unknown> {
  const found = await world.store.forOrganization(world.orgId, (tx) =>
    findIntegration(tx, world.integration.id),
  );
  return found?.mapping.workEmail;
}

/** The first `count` people have another address in a field of the customer's own. */
function readdress(people: ReturnType<typeof person>[], count: number) {
  return people.map((one, index) => ({
    ...one,
    guild: index < count ? `new-${one.id}@acme.test` : (one.email ?? "").toUpperCase(),
  }));
}

test("a rule that changes more than a tenth of the e-mails is saved only by somebody who is sure", async () => {
  const { world, vendor } = await syncedCompany(store(), 60);
  vendor.people = readdress(vendor.people, 7);
  const read = vendor.pagesRead.length;
  await expect(save(world, { first: ["guild"] })).rejects.toMatchObject({
    code: "emailsWouldChange",
    message: expect.stringContaining("7 of 60 work e-mails would change"),
    fix: expect.stringContaining("--yes"),
  });
  expect(vendor.pagesRead.slice(read)).toEqual([1, 2]);
  expect(await mappingOf(world)).toEqual({ first: ["email"] });
  expect(await save(world, { first: ["guild"] }, { sure: true })).toEqual([]);
  expect(await mappingOf(world)).toEqual({ first: ["guild"] });
});

test("a tenth is let through, and people are told off as they are read", async () => {
  const { world, vendor } = await syncedCompany(store(), 60);
  vendor.people = readdress(vendor.people, 6);
  expect(await save(world, { first: ["guild"] })).toEqual([50, 60]);
  expect(await mappingOf(world)).toEqual({ first: ["guild"] });
});

test("what would be emptied counts; who has no member, a pinned address or left does not", async () => {
  const { world, vendor } = await syncedCompany(store(), 6);
  const { id: memberId } = await world.member("p1");
  await world.store.forOrganization(world.orgId, (tx) =>
    pinField(tx, act(world), { memberId, field: "workEmail" }),
  );
  vendor.people = [
    ...vendor.people.map((one, index) => (index === 5 ? { ...one, status: "terminated" as const } : one)),
    person(7),
  ];
  await expect(save(world, { first: ["guild"] })).rejects.toMatchObject({
    message: expect.stringContaining("4 of 5 work e-mails would change"),
  });
});

test("a source that cannot be read leaves the count unknown, and that has to be meant, too", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  vendor.beforePage = () => {
    throw new ConnectorError("auth", "Tiny HR refused the key.", { code: "refused", fix: "Give another." });
  };
  await expect(save(world, { first: ["email"], steps: [{ case: "upper" }] })).rejects.toMatchObject({
    code: "emailsWouldChange",
    message: expect.stringContaining("not known"),
  });
  await save(world, { first: ["email"], steps: [{ case: "upper" }] }, { sure: true });
  expect(await mappingOf(world)).toMatchObject({ steps: [{ case: "upper" }] });
});

test("nobody is read where the rule is the same, speaks only at creation, or there is no member", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  const read = vendor.pagesRead.length;
  await save(world, { first: ["email"] });
  await save(world, { constant: "x@acme.test", when: "creation" });
  expect(vendor.pagesRead).toHaveLength(read);
});
