import { expect, test } from "vitest";
import { emptyDatabase, type SyncResult } from "../testing/database.ts";
import { jsonOf, muster, startMuster } from "../testing/muster.ts";
import { startVendor } from "../testing/vendor.ts";

test("up brings the database and a worker; syncs are carried out by it, and SIGTERM ends it tidily", async () => {
  const vendor = await startVendor();
  const env = { ...vendor.env, ...(await emptyDatabase()) };
  const up = startMuster(["up", "--json"], env);
  const said: unknown = JSON.parse(await up.nextLine());
  expect(said).toMatchObject({ worker: expect.any(String), organization: "default", members: 0 });
  expect(JSON.stringify(said)).not.toContain(new URL(env.DATABASE_URL).password);
  await muster(["integrations", "create", "--connector", "bamboohr", "--name", "hr", ...vendor.where], env);
  await muster(["integrations", "enable", "hr"], env);
  const synced = await muster(["sync", "hr", "--json"], env);
  expect(synced.code).toBe(0);
  expect(jsonOf<SyncResult>(synced).at(-1)).toMatchObject({ state: "succeeded", certificate: "counted" });
  expect(await up.stop()).toBe(0);
  expect((await muster(["sync", "hr"], env)).code).toBe(3);
});

test("a worker works beside the command line, and needs a migrated database", async () => {
  const vendor = await startVendor();
  const env = { ...vendor.env, ...(await emptyDatabase()) };
  expect(await muster(["worker"], env)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("db migrate"),
  });
  await muster(["db", "migrate"], env);
  await muster(["integrations", "create", "--connector", "bamboohr", "--name", "hr", ...vendor.where], env);
  const worker = startMuster(["worker", "--concurrency", "1"], env);
  const dryRun = async (): Promise<number | null> =>
    (await muster(["sync", "hr", "--dry-run", "--json"], env)).code;
  await expect.poll(dryRun, { timeout: 20_000 }).toBe(0);
  expect(await worker.stop("SIGINT")).toBe(0);
});
