import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findBinaries } from "./binaries.ts";
import { startEmbedded } from "./start-embedded.ts";
import { errorOf, privateDataFolder } from "../testing/embedded-fixture.ts";

test("a data folder that cannot be made names itself and what to do", async () => {
  const file = await privateDataFolder();
  await writeFile(file, "not a folder");
  for (const dataDir of [file, join(file, "below")]) {
    const error = await errorOf(startEmbedded({ dataDir }));
    expect(error).toMatchObject({ code: "dataDirNotWritable", message: expect.stringContaining(dataDir) });
    expect(error.fix).toContain("MUSTER_DATA_DIR");
    expect(error.cause).toBeInstanceOf(Error);
  }
  await rm(file);
});

test("data of another major version is refused untouched, with the way on", async () => {
  const dataDir = await privateDataFolder();
  await mkdir(join(dataDir, "pgdata"), { recursive: true });
  await writeFile(join(dataDir, "pgdata", "PG_VERSION"), "17\n");
  const error = await errorOf(startEmbedded({ dataDir }));
  expect(error).toMatchObject({ code: "embeddedVersion", message: expect.stringContaining("Postgres 17") });
  expect(error.fix).toMatch(/pg_dump.*DATABASE_URL/s);
});

test("a folder of something else in the place of the data is refused", async () => {
  const dataDir = await privateDataFolder();
  await mkdir(join(dataDir, "pgdata", "holiday pictures"), { recursive: true });
  const error = await errorOf(startEmbedded({ dataDir }));
  expect(error).toMatchObject({
    code: "embeddedVersion",
    message: expect.stringContaining("holds no Postgres"),
  });
});

test("a lost password file is an error that names it", async () => {
  const dataDir = await privateDataFolder();
  await (await startEmbedded({ dataDir })).stop();
  await rm(join(dataDir, "pg.password"));
  const error = await errorOf(startEmbedded({ dataDir }));
  expect(error).toMatchObject({ code: "embeddedPassword", message: expect.stringContaining("pg.password") });
});

test("damaged data is an error with what Postgres said, and the log says more", async () => {
  const dataDir = await privateDataFolder();
  await (await startEmbedded({ dataDir })).stop();
  await rm(join(dataDir, "pgdata", "global", "pg_control"));
  const error = await errorOf(startEmbedded({ dataDir }));
  expect(error).toMatchObject({
    code: "embeddedStartFailed",
    message: expect.stringContaining("pg_control"),
  });
  expect(error.fix).toContain(join(dataDir, "pg.log"));
});

test("a system without a Postgres of ours is told to bring its own", async () => {
  const unsupported = await errorOf(findBinaries({}));
  expect(unsupported).toMatchObject({ code: "embeddedUnsupported" });
  expect(unsupported.message).toContain(`${process.platform}-${process.arch}`);
  const packages = { [`${process.platform}-${process.arch}`]: "@muster/not-installed" };
  const missing = await errorOf(findBinaries(packages));
  expect(missing).toMatchObject({ code: "embeddedNotInstalled" });
  for (const { fix } of [unsupported, missing]) expect(fix).toContain("DATABASE_URL");
});

test("a folder that was made read-only later still names itself", async () => {
  const dataDir = await privateDataFolder();
  await mkdir(dataDir);
  await chmod(dataDir, 0o500);
  // Root may write there all the same, and then it has to work.
  const outcome = await startEmbedded({ dataDir }).then((server) => server.stop(), errorCode);
  expect(outcome).toEqual(process.getuid?.() === 0 ? { stopped: true } : "dataDirNotWritable");
  await chmod(dataDir, 0o700);
});

function errorCode(error: { code: string }): string {
  return error.code;
}
