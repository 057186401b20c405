import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { endPostmaster, findPostmaster } from "./postmaster.ts";
import { startEmbedded } from "./start-embedded.ts";
import { connect, otherProcess, privateDataFolder, usedDataFolder } from "../testing/embedded-fixture.ts";

/** Kills the server the hard way and returns the port it had. */
async function crashServer(dataDir: string): Promise<number> {
  const cluster = join(dataDir, "pgdata");
  const postmaster = await findPostmaster(cluster);
  if (!postmaster) throw new Error("No server runs.");
  await endPostmaster(postmaster.pid, cluster, "SIGKILL", 10_000);
  return postmaster.port;
}

test("a server that a killed process left behind is joined, and stopped by who joined it", async () => {
  const dataDir = usedDataFolder();
  const other = otherProcess(dataDir);
  const theirs = await other.next();
  await other.kill();
  const server = await startEmbedded({ dataDir });
  expect(server).toMatchObject({ joined: true, port: theirs.port });
  expect(await server.stop()).toEqual({ stopped: true });
});

test("after kill -9 of Postgres a start brings it back at its port with what was committed", async () => {
  const dataDir = usedDataFolder();
  const before = await startEmbedded({ dataDir });
  const client = await connect(before.connectionString);
  await client.query("drop table if exists kept; create table kept (id int); insert into kept values (7)");
  const port = await crashServer(dataDir);
  const after = await startEmbedded({ dataDir });
  expect(after).toMatchObject({ joined: false, port });
  const again = await connect(before.connectionString);
  expect((await again.query("select id from kept")).rows).toEqual([{ id: 7 }]);
  await again.end();
  expect(await before.stop()).toEqual({ stopped: false });
  expect(await after.stop()).toEqual({ stopped: true });
});

test("a port that somebody took meanwhile is left to them", async () => {
  const dataDir = usedDataFolder();
  await startEmbedded({ dataDir });
  const port = await crashServer(dataDir);
  const squatter = createServer().listen(port, "127.0.0.1");
  onTestFinished(() => {
    squatter.close();
  });
  await once(squatter, "listening");
  const server = await startEmbedded({ dataDir });
  expect(server.port).not.toBe(port);
  expect(await server.stop()).toEqual({ stopped: true });
});

test("a server whose number went to another program, as after a restart of a container, starts again", async () => {
  const dataDir = usedDataFolder();
  await (await startEmbedded({ dataDir })).stop();
  const stranger = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  onTestFinished(() => {
    stranger.kill();
  });
  const cluster = join(dataDir, "pgdata");
  await writeFile(
    join(cluster, "postmaster.pid"),
    `${stranger.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`,
  );
  const server = await startEmbedded({ dataDir });
  expect(server.joined).toBe(false);
  expect(await server.stop()).toEqual({ stopped: true });
  expect(stranger.exitCode).toBeNull();
});

test("stopping a server that has crashed already is no error", async () => {
  const dataDir = usedDataFolder();
  const server = await startEmbedded({ dataDir });
  await crashServer(dataDir);
  expect(await server.stop()).toEqual({ stopped: true });
});

test("a server whose data folder was removed is ended by stop", async () => {
  const dataDir = await privateDataFolder();
  const server = await startEmbedded({ dataDir });
  await rm(dataDir, { recursive: true });
  expect(await server.stop()).toEqual({ stopped: true });
  await expect(connect(server.connectionString)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
