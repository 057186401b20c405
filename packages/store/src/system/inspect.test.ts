import { describe, expect, test } from "vitest";
import { insertIntegration, insertLedRun, openTestStore } from "../testing/open-test-store.ts";
import { testServers } from "../testing/servers.ts";
import { inspectDatabase, listOrganizations } from "./inspect.ts";

describe.each(testServers)("on %s", (server) => {
  test("a database as it was migrated has no fault", async () => {
    const { store } = await openTestStore(server);
    expect(await inspectDatabase(store)).toEqual({
      serverVersion: expect.stringMatching(/^\d+\.\d+/),
      roleFaults: [],
      unguardedTables: [],
      abandonedRuns: [],
    });
    expect(await listOrganizations(store)).toMatchObject([{ slug: "default" }]);
  });

  test("tables without their guard, a role with too many rights and a run without a leader are named", async () => {
    const world = await openTestStore(server);
    const { store, query } = world;
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: -1 });
    await query("alter table staging disable row level security");
    await query("alter table members no force row level security");
    await query("create table later (id int, org_id int)");
    const [named] = await query<{ app: string }>("select 'muster_app_' || current_database() as app");
    await query(`alter role ${named?.app} bypassrls`);
    await query(`alter table later owner to ${named?.app}`);
    expect(await inspectDatabase(store)).toMatchObject({
      roleFaults: [`${named?.app} may bypass row-level security`, `${named?.app} owns 1 tables`],
      unguardedTables: ["later", "members", "staging"],
      abandonedRuns: [runId],
    });
  });
});
