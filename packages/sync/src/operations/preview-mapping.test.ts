import { expect, test } from "vitest";
import { newVendor, person, staff } from "../testing/vendor.ts";
import { newWorld, syncedCompany, useStore } from "../testing/world.ts";
import { withMapping } from "./change-mapping.ts";
import { previewSample } from "./preview-mapping.ts";

const store = useStore("pg18");
const signal = new AbortController().signal;

test("a sample shows value in, each step and value out by a mapping that is not saved", async () => {
  const vendor = newVendor([
    person(1, { guild: "Sr. Engineer" }),
    person(2, { guild: "x".repeat(1_001) }),
    ...staff(9).slice(2),
  ]);
  vendor.pageSize = 3;
  const world = await newWorld(store(), vendor);
  const wish = {
    set: { seniority: { first: ["guild"], steps: [{ seniority: true }] }, jobTitle: { first: ["guild"] } },
    unset: ["department"],
    signal,
  };
  const wished = await withMapping(world.engine, world.integration, wish);
  const sample = await previewSample(world.engine, wished, { people: 4, signal });
  expect(sample.map(({ externalId }) => externalId)).toEqual(["p1", "p2", "p3", "p4"]);
  // No further page is asked for than the sample needs.
  expect(vendor.pagesRead).toEqual([1, 2]);
  expect(sample[0]?.targets).toContainEqual({
    target: "seniority",
    from: [{ field: "guild", value: "Sr. Engineer" }],
    steps: [{ step: "seniority in common words", value: "senior" }],
    value: "senior",
    onlyAtCreation: false,
  });
  expect(sample[0]?.targets.map(({ target }) => target)).not.toContain("department");
  expect(sample.map(({ rejected }) => rejected?.path ?? null)).toEqual([null, "jobTitle", null, null]);
});

test("a mapping that is not right is refused before anybody is read", async () => {
  const { world, vendor } = await syncedCompany(store(), 2);
  const read = vendor.pagesRead.length;
  const wish = { set: { workEmail: { first: ["mial"] } }, unset: [], signal };
  await expect(withMapping(world.engine, world.integration, wish)).rejects.toMatchObject({
    code: "unknownField",
  });
  expect(vendor.pagesRead).toHaveLength(read);
});
