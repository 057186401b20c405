import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { findBinaries } from "./binaries.ts";
import { NOBODY } from "./runner.ts";
import { startEmbedded } from "./start-embedded.ts";
import { connect, errorOf, otherProcess, privateDataFolder } from "../testing/embedded-fixture.ts";

/** A folder that every user may enter. */
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-users-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o777);
  return folder;
}

/** A system where no user namespace can be made. */
async function refuseUnshare(): Promise<void> {
  const folder = await openFolder();
  const script = "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2\nexit 1\n";
  await writeFile(join(folder, "unshare"), script, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

// Only root can become somebody else; for others the plain way is what every other test takes.
describe.runIf(process.getuid?.() === 0)("as root", () => {
  test("in a user namespace the files stay root's and the server is a plain user in a private folder", async () => {
    const dataDir = await privateDataFolder();
    const server = await startEmbedded({ dataDir });
    const pid = (await readFile(join(dataDir, "pgdata", "postmaster.pid"), "utf8")).split("\n")[0];
    expect((await readFile(`/proc/${pid}/uid_map`, "utf8")).trim().split(/\s+/)).toEqual([
      `${NOBODY}`,
      "0",
      "1",
    ]);
    expect((await stat(join(dataDir, "pgdata"))).uid).toBe(0);
    expect(await server.stop()).toEqual({ stopped: true });
  });

  test("where that is refused it runs as nobody elsewhere, and is found again by the pointer", async () => {
    await refuseUnshare();
    const dataDir = await privateDataFolder();
    const first = await startEmbedded({ dataDir });
    const client = await connect(first.connectionString);
    await client.query("create table kept (id int); insert into kept values (7)");
    await client.end();
    const pointer = join(dataDir, "pg.location.json");
    const { folder: away }: { folder: string } = JSON.parse(await readFile(pointer, "utf8"));
    expect((await stat(pointer)).mode & 0o777).toBe(0o600);
    expect(await stat(join(away, "pgdata"))).toMatchObject({ uid: NOBODY });
    const other = otherProcess(dataDir);
    expect(await other.next()).toMatchObject({ joined: true, port: first.port });
    expect(await other.finish()).toEqual({ stopped: false });
    expect(await first.stop()).toEqual({ stopped: true });

    const second = await startEmbedded({ dataDir });
    const again = await connect(second.connectionString);
    expect((await again.query("select id from kept")).rows).toEqual([{ id: 7 }]);
    await again.end();
    await second.stop();

    await rm(away, { recursive: true });
    const error = await errorOf(startEmbedded({ dataDir }));
    expect(error).toMatchObject({ code: "embeddedDataGone", message: expect.stringContaining(pointer) });
    await rm(pointer);
  });

  test("data that a plain user made is served as that user", async () => {
    const folder = await openFolder();
    const programs = join(folder, "native");
    await cp((await findBinaries()).folder, programs, { recursive: true, verbatimSymlinks: true });
    const dataDir = join(folder, "data");
    const user = otherProcess(dataDir, programs, `${NOBODY}`);
    expect(await user.next()).toMatchObject({ joined: false });
    expect((await stat(join(dataDir, "pgdata"))).uid).toBe(NOBODY);
    const root = otherProcess(dataDir, programs);
    expect(await root.next()).toMatchObject({ joined: true });
    expect(await user.finish()).toEqual({ stopped: false });
    expect(await root.finish()).toEqual({ stopped: true });
    const again = otherProcess(dataDir, programs);
    expect(await again.next()).toMatchObject({ joined: false });
    expect((await stat(join(dataDir, "pgdata", "postmaster.pid"))).uid).toBe(NOBODY);
    expect(await again.finish()).toEqual({ stopped: true });
  });

  test("a plain user is told which folder they may not write, and whose data they found", async () => {
    const folder = await openFolder();
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o755 });
    const refused = await otherProcess(closed, "", `${NOBODY}`).next();
    expect(refused).toMatchObject({ code: "dataDirNotWritable", message: expect.stringContaining(closed) });
    const foreign = join(folder, "foreign");
    await mkdir(join(foreign, "pgdata"), { recursive: true });
    await chmod(foreign, 0o777);
    await chmod(join(foreign, "pgdata"), 0o700);
    expect(await otherProcess(foreign, "", `${NOBODY}`).next()).toMatchObject({ code: "embeddedOwner" });
  });
});
