import { ConnectorError, type ErrorKind } from "@muster/connector-sdk";
import { nextRunAt } from "@muster/roster";
import { findIntegration, type Integration } from "@muster/store";
import { testServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { reconfigure } from "./operations/change-integration.ts";
import { enable, pause } from "./operations/schedule-integration.ts";
import { newVendor, staff, type Vendor } from "./testing/vendor.ts";
import { newWorld, useStore, type World } from "./testing/world.ts";

/** Fails every read from now on. */
function breakDown(vendor: Vendor, kind: ErrorKind, retryAfterMs?: number): void {
  vendor.beforePage = () => {
    const options = { code: "broken", fix: "Wait." };
    throw new ConnectorError(kind, "Tiny HR is broken.", {
      ...options,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  };
}

function heal(vendor: Vendor): void {
  vendor.beforePage = () => undefined;
}

async function now({ store, orgId, integration }: World): Promise<Integration> {
  const found = await store.forOrganization(orgId, (tx) => findIntegration(tx, integration.id));
  if (!found) throw new Error("the integration is gone");
  return found;
}

/** How long until it is due. */
async function minutesUntilDue(world: World): Promise<number> {
  const { nextRunAt: next } = await now(world);
  return ((next?.getTime() ?? Number.NaN) - world.engine.now().getTime()) / 60_000;
}

describe.each(testServers)("on %s", (server) => {
  const store = useStore(server);

  async function enabledWorld(): Promise<{ world: World; vendor: Vendor }> {
    const vendor = newVendor(staff(3));
    const world = await newWorld(store(), vendor);
    await enable(world.engine, world.integration, "ada");
    await world.sync();
    return { world, vendor };
  }

  test("what fails is tried again later and later, and a success gives the schedule its own times back", async () => {
    const { world, vendor } = await enabledWorld();
    breakDown(vendor, "transient");
    for (const minutes of [15, 60, 360, 1440, 1440]) {
      expect(await world.sync()).toMatchObject({ state: "failed" });
      expect(await minutesUntilDue(world)).toBe(minutes);
      world.pass(minutes / 60);
    }
    expect(await now(world)).toMatchObject({ failures: 5, failingSince: new Date("2026-03-02T09:00:00Z") });
    heal(vendor);
    expect(await world.sync()).toMatchObject({ state: "succeeded" });
    expect(await now(world)).toMatchObject({
      failures: 0,
      failingSince: null,
      nextRunAt: nextRunAt(await now(world), world.engine.now()),
    });
  });

  test("refused credentials are tried twice, then once a day, until somebody replaces them", async () => {
    const { world, vendor } = await enabledWorld();
    breakDown(vendor, "auth");
    await world.sync();
    expect(await minutesUntilDue(world)).toBe(15);
    await world.sync();
    expect(await minutesUntilDue(world)).toBe(1440);
    const config = { settings: { domain: "acme" }, auth: { method: "apiKey", apiKey: "new" } };
    await reconfigure(world.engine, world.integration, { config, actor: "ada" });
    expect(await minutesUntilDue(world)).toBe(0);
  });

  test("a vendor that says when to come is asked then", async () => {
    const { world, vendor } = await enabledWorld();
    breakDown(vendor, "rateLimited", 7_200_000);
    expect(await world.sync()).toMatchObject({ state: "failed", reasonKind: "rateLimited" });
    expect(await minutesUntilDue(world)).toBe(120);
  });

  test("a success that nothing failed before leaves the next time as it is", async () => {
    const { world } = await enabledWorld();
    const { nextRunAt: before } = await now(world);
    world.pass(48);
    await world.sync();
    expect((await now(world)).nextRunAt).toEqual(before);
  });

  test("what is paused stays so, however its last run ended", async () => {
    const { world, vendor } = await enabledWorld();
    await pause(world.engine, world.integration, "ada");
    breakDown(vendor, "transient");
    await world.sync();
    expect(await now(world)).toMatchObject({ failures: 1, nextRunAt: null });
    heal(vendor);
    await world.sync();
    expect(await now(world)).toMatchObject({ failures: 0, nextRunAt: null });
  });

  test("a dry run says nothing about the schedule", async () => {
    const { world, vendor } = await enabledWorld();
    breakDown(vendor, "transient");
    await world.sync({ dryRun: true });
    expect(await now(world)).toMatchObject({ failures: 0 });
  });

  test("full reads without a certificate are counted until one has it", async () => {
    const { world, vendor } = await enabledWorld();
    vendor.totalOff = 1;
    await world.sync();
    await world.sync();
    expect(await now(world)).toMatchObject({ uncertified: 2 });
    await world.sync({ mode: "changes" });
    expect(await now(world)).toMatchObject({ uncertified: 2 });
    vendor.totalOff = 0;
    await world.sync();
    expect(await now(world)).toMatchObject({ uncertified: 0 });
  });
});
