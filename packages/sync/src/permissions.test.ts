import { expect, test } from "vitest";
import { acceptNarrowerPermissions, reconfigure } from "./operations/change-integration.ts";
import { newVendor, person, staff } from "./testing/vendor.ts";
import { newWorld, useStore } from "./testing/world.ts";

const store = useStore("pg18");

test("narrower rights end every certificate until a person accepts them, and the third run asks for action", async () => {
  const vendor = newVendor(staff(300));
  const world = await newWorld(store(), vendor);
  await world.sync();
  vendor.restricted = ["department"];
  vendor.hidden.set("p1", "gone");
  const first = await world.sync();
  expect(first).toMatchObject({
    certificate: "none",
    reasonCode: "permissionsNarrowed",
    counts: { suspect: 0 },
  });
  expect(first.fix).toContain("--accept-permissions");
  expect((await world.sync()).reason).not.toContain("Action needed");
  expect((await world.sync()).reason).toContain("Action needed");
  expect(await acceptNarrowerPermissions(world.engine, world.integration, "ada")).toEqual(["department"]);
  expect(await world.sync()).toMatchObject({ certificate: "counted", counts: { suspect: 1 } });
});

test("the third run asks for action also where its plan is held as a whole", async () => {
  const vendor = newVendor(staff(30));
  const world = await newWorld(store(), vendor);
  await world.sync();
  vendor.restricted = ["department"];
  await world.sync();
  await world.sync();
  await world.setPolicy({ duplicates: 1 });
  vendor.people.push(...staff(10));
  const run = await world.sync();
  expect(run).toMatchObject({ state: "held", reasonCode: "duplicates", certificate: "none" });
  expect(run.reason).toContain("Action needed, for the third full read in a row: Nobody was missed");
  expect(run.reason).toContain("Nothing was applied");
});

test("new credentials replace the old ones; settings of another account are refused", async () => {
  const vendor = newVendor([person(1)]);
  const world = await newWorld(store(), vendor);
  const config = (domain: string): unknown => ({
    settings: { domain },
    auth: { method: "apiKey", apiKey: "new" },
  });
  await reconfigure(world.engine, world.integration, { config: config("acme"), actor: "ada" });
  expect((await world.sync()).state).toBe("succeeded");
  await expect(
    reconfigure(world.engine, world.integration, { config: config("other"), actor: "ada" }),
  ).rejects.toMatchObject({ code: "otherAccount" });
});
