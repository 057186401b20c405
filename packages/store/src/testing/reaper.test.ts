import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startEmbedded } from "../embedded/start-embedded.ts";
import { connect } from "./embedded-fixture.ts";

test("however a test run ends, its servers end with it and its folder is removed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "muster-reaper-"));
  // Its standard input is ours to lose: a process that is killed loses it just so.
  const reaper = spawn(process.execPath, [fileURLToPath(new URL("./reaper.ts", import.meta.url)), folder], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const server = await startEmbedded({ dataDir: join(folder, "pg18") });
  await connect(server.connectionString);
  const exited = once(reaper, "exit");
  reaper.stdin.end();
  expect(await exited).toEqual([0, null]);
  await expect(stat(folder)).rejects.toMatchObject({ code: "ENOENT" });
  await expect(connect(server.connectionString)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
