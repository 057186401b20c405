import { findIntegration, type Integration } from "@muster/store";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { person } from "../testing/vendor.ts";
import { syncedCompany, useStore, type World } from "../testing/world.ts";
import { changeMapping, type MappingChange } from "./change-mapping.ts";

const store = useStore("pg18");

async function integrationOf({ store: of, orgId, integration }: World): Promise<Integration> {
  const found = await of.forOrganization(orgId, (tx) => findIntegration(tx, integration.id));
  if (!found) throw new Error("the integration is gone");
  return found;
}

/** `set`: source fields by the field that they fill. */
interface Change {
  set?: Record<string, string[]>;
  unset?: MappingChange["unset"];
}

async function change(world: World, { set = {}, unset = [] }: Change): Promise<unknown> {
  const rules = Object.entries(set).map(([target, first]) => [target, { first }] as const);
  const signal = new AbortController().signal;
  const input = { set: Object.fromEntries(rules), unset, actor: "ada", signal };
  return changeMapping(world.engine, await integrationOf(world), input);
}

test("a field of the customer's own is asked for once it is mapped, and the next run plans everybody by it", async () => {
  const { world, vendor } = await syncedCompany(store(), 60);
  vendor.people = vendor.people.map((one, index) => ({ ...one, guild: index < 2 ? "Guild A" : " " }));
  expect((await world.sync()).counts).toMatchObject({ update: 0 });
  await change(world, { set: { jobTitle: ["guild"], department: ["guild", "department"] } });
  // Nobody changed since; by the new mapping many have.
  const run = await world.sync({ mode: "changes" });
  expect(run).toMatchObject({
    mode: "full",
    reasonCode: "noWatermark",
    counts: { update: 2, unchanged: 58 },
  });
  expect(await world.member("p1")).toMatchObject({ jobTitle: "Guild A", department: "Guild A" });
  expect(await world.member("p3")).toMatchObject({ jobTitle: null, department: "Sales" });
});

test("a field that nothing fills any more keeps what is stored of it", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  await change(world, { unset: ["department"] });
  vendor.people[0] = person(1, { department: "Research", name: "Ada" });
  await world.sync();
  expect(await world.member("p1")).toMatchObject({ department: "Sales", firstName: "Ada" });
  expect((await integrationOf(world)).mapping).not.toHaveProperty("department");
});

test("a change is written down with what was before", async () => {
  const { world } = await syncedCompany(store(), 3);
  const before = (await integrationOf(world)).mapping;
  const { department, ...kept } = before;
  expect(department).toBeDefined();
  await change(world, { set: { jobTitle: ["guild"] }, unset: ["department"] });
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select actor, subject, detail from audit where act = 'integrations.mapping'`.execute(tx),
  );
  expect(rows).toEqual([
    {
      actor: "ada",
      subject: `integration:${world.integration.id}`,
      detail: { before, after: { ...kept, jobTitle: { first: ["guild"] } } },
    },
  ]);
});

test.each([
  ["a field of people that there is not", { set: { shoeSize: ["guild"] } }, "unknownTarget", "workEmail"],
  ["one to be unset that there is not", { unset: ["shoeSize"] }, "unknownTarget", "workEmail"],
  ["no source", { set: { department: [""] } }, "badShape", "Correct"],
  ["a slip in a source", { set: { department: ["departmnet"] } }, "unknownField", "department?"],
  ["a slip in one of the customer's own", { set: { department: ["gild"] } }, "unknownField", "guild?"],
  ["the label of one", { set: { department: ["Guild"] } }, "unknownField", "guild?"],
  ["a source unlike any", { set: { department: ["xxxxxx"] } }, "unknownField", "connectors fields"],
])("%s is refused with what to do, and nothing is changed", async (_, what, code, fix) => {
  const { world } = await syncedCompany(store(), 3);
  const before = await integrationOf(world);
  await expect(change(world, what)).rejects.toMatchObject({ code, fix: expect.stringContaining(fix) });
  expect(await integrationOf(world)).toEqual(before);
});

test("a run that read by the old mapping leaves no point from which changes are asked for", async () => {
  const { world, vendor } = await syncedCompany(store(), 60);
  vendor.beforePage = async (page) => {
    if (page === 2) await change(world, { set: { jobTitle: ["guild"] } });
  };
  expect(await world.sync()).toMatchObject({ state: "succeeded" });
  expect(await integrationOf(world)).toMatchObject({ watermark: null });
  vendor.beforePage = () => undefined;
  await world.sync();
  expect((await integrationOf(world)).watermark).not.toBeNull();
});
