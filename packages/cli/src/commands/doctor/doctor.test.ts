import { seeWorker } from "@muster/store";
import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";
import { jsonOf, muster } from "../../testing/muster.ts";
import { newMasterKey, temporaryFolder } from "../../testing/vendor.ts";

interface CheckLine {
  id: string;
  outcome: string;
  detail: string;
}

test("a sound installation passes; what is wrong fails by name, and the exit code says it", async () => {
  const world = await connectedWorld();
  const examine = async (env: Record<string, string> = {}) => {
    const ran = await muster(["doctor", "--json"], { ...world.env, ...env });
    const checks = jsonOf<CheckLine>(ran);
    return { code: ran.code, outcomes: Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome])) };
  };
  const sound = await examine();
  expect(sound).toEqual({
    code: 0,
    outcomes: {
      environment: "pass",
      dataFolder: "pass",
      database: "pass",
      migrations: "pass",
      roles: "pass",
      rowSecurity: "pass",
      credentials: "pass",
      orphans: "pass",
      workers: "warn",
      runs: "pass",
      integrations: "pass",
    },
  });
  const { store } = world;
  await seeWorker(store, "w");
  await store.systemPool.query("alter table holds no force row level security");
  await store.systemPool.query(
    `insert into runs (org_id, integration_id, mode, state, door, requested_by, queued_at)
     select org_id, id, 'full', 'reading', 'hr', 'test', now() from integrations`,
  );
  const ill = await examine({ MUSTER_MASTER_KEY: newMasterKey() });
  expect(ill.code).toBe(1);
  expect(ill.outcomes).toMatchObject({
    rowSecurity: "fail",
    credentials: "fail",
    workers: "pass",
    runs: "warn",
  });
});

test("what stands on a failed check is left out, and the check says why", async () => {
  const answer = await muster(["doctor", "--json"], {
    DATABASE_URL: "postgresql://muster:s3cret@127.0.0.1:1/muster",
    MUSTER_MASTER_KEY: newMasterKey(),
  });
  expect(answer.code).toBe(1);
  expect(jsonOf<CheckLine>(answer).at(-1)).toMatchObject({
    id: "database",
    outcome: "fail",
    detail: expect.stringContaining("ECONNREFUSED"),
  });
  expect(answer.stdout).not.toContain("s3cret");
  const bare = await muster(["doctor", "--json"], { DATABASE_URL: "nonsense" });
  expect(jsonOf<CheckLine>(bare)).toMatchObject([{ id: "environment", outcome: "fail" }]);
});

test("the embedded server is looked at like any other", async () => {
  const MUSTER_DATA_DIR = await temporaryFolder();
  const answer = await muster(["doctor", "--json"], { MUSTER_DATA_DIR });
  expect(answer.code).toBe(0);
  const database = jsonOf<CheckLine>(answer).find(({ id }) => id === "database");
  expect(database?.detail).toContain("embedded server");
});
