import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { leftBy } from "../testing/aftermath.ts";
import { syncedCompany, useStore } from "../testing/world.ts";

const store = useStore("pg18");

fault("F02", "S1", "an empty list after one with people is held, and nobody is out", async ({ below }) => {
  const { world, vendor } = await syncedCompany(store(), 20 + below(80));
  const { people } = vendor;
  vendor.people = [];
  expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "emptyRoster" });
  return leftBy(world, () => {
    vendor.people = people;
  });
});
