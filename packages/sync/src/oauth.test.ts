import { randomBytes } from "node:crypto";
import { findRun, openStore, parseKeyring } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Engine } from "./engine.ts";
import { integrationVault } from "./integration-vault.ts";
import { connect } from "./operations/create-integration.ts";
import { syncNow } from "./operations/schedule-integration.ts";
import { testConnection } from "./operations/try-integration.ts";
import { leadRun } from "./lead-run.ts";
import { type OAuthVendor, startOAuthVendor } from "./testing/oauth-vendor.ts";
import { newVendor } from "./testing/vendor.ts";
import { newWorld, useStore } from "./testing/world.ts";

const { signal } = new AbortController();

describe.each(engineServers)("an integration that signs in by OAuth, on %s", (server) => {
  const store = useStore(server);

  async function connected(vendor: OAuthVendor) {
    const { engine: plain, orgId } = await newWorld(store(), newVendor([]));
    const engine: Engine = {
      ...plain,
      connectors: new Map([["tiny", vendor.connector]]),
      allowHosts: [new URL(vendor.url).host],
    };
    const input = { actor: "ada", orgId, connector: "tiny", name: "By OAuth", config: vendor.config };
    const integration = await connect(engine, input);
    const sync = async () => {
      const options = { mode: "full", dryRun: false, actor: "ada", forWorker: false } as const;
      const { id } = await syncNow(engine, integration, options);
      const control = { signal, shouldYield: () => false };
      await leadRun(engine, { runId: id, orgId, token: null, worker: "test", control });
      return store().forOrganization(orgId, (tx) => findRun(tx, id));
    };
    return { engine, integration, sync };
  }

  test("hands its refresh token in once, whichever process asks next", async () => {
    const vendor = await startOAuthVendor(["p1", "p2"]);
    const { engine, integration, sync } = await connected(vendor);
    const other = await openStore({ connectionString: store().connectionString, maxConnections: 2 });
    onTestFinished(() => other.close());
    const checks = await Promise.all(
      [engine, { ...engine, store: other }, engine].map((by) => testConnection(by, integration, signal)),
    );
    expect(checks.flat().map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => "pass"));
    expect(await sync()).toMatchObject({ state: "succeeded", people: 2 });
    expect(vendor.handedIn).toEqual(["r0"]);
  });

  test("ends its run by asking to be connected again once the vendor has revoked it", async () => {
    const vendor = await startOAuthVendor(["p1"]);
    const { sync } = await connected(vendor);
    await sync();
    vendor.revoke();
    expect(await sync()).toMatchObject({
      state: "failed",
      reasonCode: "reauthorize",
      reasonKind: "auth",
      fix: expect.stringContaining("Connect again"),
    });
    // One request with the saved token, one attempt to renew it, no more.
    expect(vendor.handedIn).toEqual(["r0", "r1"]);
  });

  test("says that the master key is missing where its tokens do not open", async () => {
    const vendor = await startOAuthVendor(["p1"]);
    const { engine, integration } = await connected(vendor);
    const locked = { ...engine, keyring: parseKeyring(randomBytes(32).toString("base64")) };
    await expect(integrationVault(locked, integration).read()).rejects.toMatchObject({
      kind: "config",
      code: "secretKeyMissing",
    });
  });
});
