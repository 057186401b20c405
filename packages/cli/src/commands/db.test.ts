import { expect, test } from "vitest";
import { connectedWorld, emptyDatabase, migratedDatabase } from "../testing/database.ts";
import { jsonOf, muster } from "../testing/muster.ts";
import { newMasterKey, temporaryFile } from "../testing/vendor.ts";

test("a database is brought to this version once, and says where it is", async () => {
  const env = await emptyDatabase();
  const before = jsonOf(await muster(["db", "status", "--json"], env));
  expect(before[0]).toEqual({ number: 1, name: "organizations", applied: false });
  const early = await muster(["members", "list"], env);
  expect(early).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("muster db migrate") });
  expect((await muster(["db", "migrate"], env)).stderr).toContain("organizations");
  const again = await muster(["db", "migrate", "--json"], env);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("already") });
  expect(jsonOf(again).every(({ applied }) => applied)).toBe(true);
});

test("a migration that was left half applied goes on where it stopped", async () => {
  const { env, store } = await connectedWorld();
  const { systemPool } = store;
  await systemPool.query("drop table holds, audit, changes, batches, staging");
  await systemPool.query("delete from schema_migrations where number = 5");
  const status = jsonOf(await muster(["db", "status", "--json"], env));
  expect(status.filter(({ applied }) => !applied)).toHaveLength(1);
  expect((await muster(["db", "migrate"], env)).stderr).toContain("Applied just now: plans.");
  expect((await muster(["members", "list"], env)).code).toBe(0);
});

test("a migration that the database refuses says what is in its way, and keeps what was there", async () => {
  const { env, store } = await connectedWorld();
  const { systemPool } = store;
  await systemPool.query("delete from schema_migrations where number = 5");
  const refused = await muster(["db", "migrate"], env);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('42P07 relation "staging" already exists');
  expect(refused.stderr).not.toContain("    at ");
  await systemPool.query("select from changes");
});

test("a wrong DATABASE_URL says what is wrong with it and shows no password", async () => {
  const { DATABASE_URL, MUSTER_MASTER_KEY } = await emptyDatabase();
  const db = async (url: string, key = MUSTER_MASTER_KEY) =>
    muster(["db", "status", "--json"], { DATABASE_URL: url, MUSTER_MASTER_KEY: key });
  const wrong = new URL(DATABASE_URL);
  wrong.pathname = "/no_such_database";
  const nobody = "postgresql://muster:s3cret@127.0.0.1:1/muster";
  for (const [url, code, words] of [
    ["localhost:5432", 2, "DATABASE_URL"],
    [nobody, 3, "nothing listens"],
    [wrong.href, 3, "no database of that name"],
  ] as const) {
    const answer = await db(url);
    expect(answer).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) });
    expect(answer.stderr).not.toContain("s3cret");
  }
  const told = (await db(nobody)).stderr.trimEnd().split("\n").at(-1) ?? "";
  expect(JSON.parse(told)).toMatchObject({ error: { code: "databaseUnreachable", fix: expect.any(String) } });
});

test("a master key that is missing or is none is named before anything is touched", async () => {
  const { DATABASE_URL } = await migratedDatabase();
  const list = async (env: Record<string, string>) =>
    muster(["integrations", "list"], { DATABASE_URL, ...env });
  const missing = await list({});
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("MUSTER_MASTER_KEY") });
  const none = await list({ MUSTER_MASTER_KEY: "not-a-key" });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("base64 of 32 bytes") });
  expect(none.stderr).not.toContain("not-a-key");
  const file = await temporaryFile("key", `${newMasterKey()}\n`);
  expect(await list({ MUSTER_MASTER_KEY_FILE: file })).toMatchObject({ code: 0 });
  expect(await list({ MUSTER_MASTER_KEY_FILE: `${file}.gone` })).toMatchObject({ code: 2 });
});

test("a data folder that cannot be written is named", async () => {
  const file = await temporaryFile("file", "");
  const answer = await muster(["db", "status"], { MUSTER_DATA_DIR: `${file}/data` });
  expect(answer).toMatchObject({ code: 2, stderr: expect.stringContaining("MUSTER_DATA_DIR") });
});

test("everything wrong with the environment is told at once", async () => {
  const answer = await muster(["db", "status"], {
    MUSTER_PORT: "many",
    LOG_LEVEL: "loud",
    MUSTER_NOW: "noon",
  });
  expect(answer.code).toBe(2);
  for (const name of ["MUSTER_PORT", "LOG_LEVEL", "MUSTER_NOW"]) expect(answer.stderr).toContain(name);
});
