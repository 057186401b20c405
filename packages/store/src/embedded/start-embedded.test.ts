import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { startEmbedded } from "./start-embedded.ts";
import { connect, otherProcess, privateDataFolder, usedDataFolder } from "../testing/embedded-fixture.ts";

test("a first start gives an empty database to a superuser, on this machine only", async () => {
  const dataDir = await privateDataFolder();
  const said: string[] = [];
  const server = await startEmbedded({ dataDir, logger: { info: (line) => said.push(line) } });
  expect(server).toMatchObject({ host: "127.0.0.1", majorVersion: 18, joined: false });
  const client = await connect(server.connectionString);
  const { rows } = await client.query(
    `select current_database() as database, usesuper, current_setting('listen_addresses') as addresses,
       current_setting('unix_socket_directories') as sockets, current_setting('fsync') as fsync,
       current_setting('server_encoding') as encoding, upper('ä') = 'Ä' as unicode, 'a' < 'B' as dictionary
     from pg_user where usename = current_user`,
  );
  expect(rows).toEqual([
    {
      database: "muster",
      usesuper: true,
      addresses: "127.0.0.1",
      sockets: "",
      fsync: "on",
      encoding: "UTF8",
      unicode: true,
      dictionary: false,
    },
  ]);
  expect(said).toEqual([expect.stringMatching(/^embedded Postgres 18\.\S+ started on port \d+ in \d+ ms$/)]);
  const wrong = server.connectionString.replace(/:[^:@]+@/, ":guess@");
  await expect(connect(wrong)).rejects.toMatchObject({ code: "28P01" });
});

test("password, log and data are for nobody else to read", async () => {
  const dataDir = await privateDataFolder();
  const server = await startEmbedded({ dataDir });
  const modes = await Promise.all(
    ["", "pg.password", "pg.log", "pgdata"].map(
      async (name) => (await stat(join(dataDir, name))).mode & 0o777,
    ),
  );
  expect(modes).toEqual([0o700, 0o600, 0o600, 0o700]);
  expect((await stat(join(dataDir, "pgdata"))).uid).toBe(process.getuid?.());
  expect(await server.stop()).toEqual({ stopped: true });
  expect((await readdir(dataDir)).toSorted()).toEqual(["pg.log", "pg.password", "pgdata"]);
});

test("the environment changes neither the server nor the way to it", async () => {
  vi.stubEnv("HOME", "");
  vi.stubEnv("PGOPTIONS", "-c work_mem=64kB");
  vi.stubEnv("PGSSLMODE", "require");
  vi.stubEnv("PGPORT", "1");
  vi.stubEnv("TZ", "Asia/Tokyo");
  vi.stubEnv("LD_LIBRARY_PATH", "/nowhere");
  const server = await startEmbedded({ dataDir: await privateDataFolder() });
  vi.unstubAllEnvs();
  const client = await connect(server.connectionString);
  const { rows } = await client.query("select current_setting('timezone') as zone");
  expect(rows).toEqual([{ zone: "UTC" }]);
  expect(await server.stop()).toEqual({ stopped: false });
});

test("what is stored is there after a stop, and stopping twice is stopping once", async () => {
  const dataDir = await privateDataFolder();
  const first = await startEmbedded({ dataDir });
  const client = await connect(first.connectionString);
  await client.query("create table kept (id int); insert into kept values (7)");
  await client.end();
  expect(await Promise.all([first.stop(), first.stop()])).toEqual([{ stopped: true }, { stopped: true }]);
  await expect(connect(first.connectionString)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  const second = await startEmbedded({ dataDir });
  expect(second.joined).toBe(false);
  const again = await connect(second.connectionString);
  expect((await again.query("select id from kept")).rows).toEqual([{ id: 7 }]);
});

test("two data folders at once are two servers", async () => {
  const [one, two] = [usedDataFolder(), await privateDataFolder()];
  const servers = await Promise.all([startEmbedded({ dataDir: one }), startEmbedded({ dataDir: two })]);
  expect(new Set(servers.map((server) => server.port)).size).toBe(2);
  expect(servers.map((server) => server.joined)).toEqual([false, false]);
});

test("starts at the same time, in several processes, make one server; the last to leave stops it", async () => {
  const dataDir = await privateDataFolder();
  const others = [otherProcess(dataDir), otherProcess(dataDir)];
  const [own, ...theirs] = await Promise.all([
    startEmbedded({ dataDir }),
    ...others.map((other) => other.next()),
  ]);
  const all = [{ port: own.port, joined: own.joined }, ...theirs];
  expect(new Set(all.map(({ port }) => port)).size).toBe(1);
  expect(all.filter(({ joined }) => joined)).toHaveLength(2);
  expect(await own.stop()).toEqual({ stopped: false });
  expect(await others[0]?.finish()).toEqual({ stopped: false });
  expect(await others[1]?.finish()).toEqual({ stopped: true });
});

test("a process that stops while another one starts never leaves it without a server", async () => {
  const dataDir = usedDataFolder();
  for (let round = 0; round < 3; round += 1) {
    const leaving = await startEmbedded({ dataDir });
    const [staying] = await Promise.all([startEmbedded({ dataDir }), leaving.stop()]);
    const client = await connect(staying.connectionString);
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await client.end();
    expect(await staying.stop()).toEqual({ stopped: true });
  }
});

test("stop is refused while any other client is connected", async () => {
  const dataDir = usedDataFolder();
  const server = await startEmbedded({ dataDir });
  const client = await connect(server.connectionString);
  expect(await server.stop()).toEqual({ stopped: false });
  expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("the log keeps nothing of a statement that failed", async () => {
  const dataDir = usedDataFolder();
  const server = await startEmbedded({ dataDir });
  const client = await connect(server.connectionString);
  await client.query(
    "create temp table people (mail text primary key); insert into people values ('ann@acme.example')",
  );
  await expect(client.query("insert into people values ('ann@acme.example')")).rejects.toMatchObject({
    code: "23505",
  });
  await expect(client.query("select 'ann@acme.example'::int")).rejects.toMatchObject({ code: "22P02" });
  await client.end();
  await server.stop();
  expect(await readFile(join(dataDir, "pg.log"), "utf8")).not.toContain("acme");
});
