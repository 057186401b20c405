import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTestDatabase, fault, startOwnServer } from "@muster/store/testing";
import { expect, onTestFinished } from "vitest";
import { type Inspector, openInspector } from "../testing/inspect.ts";
import { endedIn, leftIn, openLanes, queue } from "../testing/lanes.ts";
import { until, workerIn } from "../testing/world.ts";
import type { Aftermath } from "@muster/store/testing";

const run = promisify(execFile);

interface Trouble {
  database: { url: string; superuserUrl: string };
  inspector: Inspector;
  inflict: () => Promise<unknown>;
  relieve: () => Promise<unknown>;
  /** What the log says of it. */
  code: string;
}

/** A run that meets the trouble is given back with nothing staged twice, and goes on when it is over. */
async function livesThrough({ database, inspector, inflict, relieve, code }: Trouble): Promise<Aftermath> {
  const codes: unknown[] = [];
  const note = (details: object): void => void codes.push("code" in details ? details.code : undefined);
  const log = { info: note, error: note };
  const lanes = await openLanes({
    count: 1,
    employees: 400,
    vendor: "rippling",
    requestsPerSecond: 1,
    database,
    log,
  });
  const [lane] = lanes.lanes;
  if (!lane) throw new Error("there is one");
  await workerIn(lanes, { heartbeatMs: 1_000, pollMs: 500 });
  const id = await queue(lanes, lane);
  await until(
    () => (lane.vendor.requests().length > 1 ? true : undefined),
    20_000,
    () => "it does not read",
  );
  await inflict();
  await until(
    () => (codes.includes(code) ? true : undefined),
    30_000,
    () => JSON.stringify(codes),
  );
  await relieve();
  expect(await endedIn(lanes, lane, id, 120_000)).toMatchObject({ state: "succeeded" });
  expect(await inspector.query("select from staging")).toEqual([]);
  return leftIn(lanes, lane);
}

/** Ends every connection to the database but the test's own. */
async function cutAll({ query }: Inspector): Promise<void> {
  await query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
}

const OWNER = "(select pg_get_userbyid(datdba) from pg_database where datname = current_database())";

/** What an owner of the database who is no superuser meets when a setting of theirs changes for a while. */
async function ownersTrouble(during: string, after: string, code: string): Promise<Aftermath> {
  const database = await createTestDatabase({ server: "pg15owner" });
  onTestFinished(database.drop);
  const inspector = await openInspector(database);
  const alter = async (what: string): Promise<void> => {
    const [row] = await inspector.query<{ owner: string }>(`select ${OWNER} as owner`);
    await inspector.query(`alter role ${row?.owner} ${what}`);
    await cutAll(inspector);
  };
  return livesThrough({
    database,
    inspector,
    inflict: () => alter(during),
    relieve: () => alter(after),
    code,
  });
}

fault(
  "F41",
  "S2",
  "with no connection left a run is given back, and goes on when there are some",
  () => ownersTrouble("connection limit 0", "connection limit -1", "53300"),
  { timeout: 240_000 },
);

fault(
  "F41",
  "S2",
  "statements that time out give a run back, and it goes on when they are let run",
  () => ownersTrouble("set statement_timeout = '1ms'", "reset statement_timeout", "57014"),
  { timeout: 240_000 },
);

fault(
  "F41",
  "S2",
  "on a full disk a run is given back, and goes on when there is room",
  async () => {
    const disk = await mkdtemp(join(tmpdir(), "muster-disk-"));
    onTestFinished(() => rm(disk, { recursive: true, force: true }));
    // As root only; the table's files alone lie there, so that the server itself stays up.
    await run("mount", ["-t", "tmpfs", "-o", "size=48m,mode=0777", "tmpfs", disk]);
    onTestFinished(async () => void (await run("umount", ["-l", disk])));
    await chmod(disk, 0o777);
    const server = await startOwnServer();
    const database = { url: server.url, superuserUrl: server.url };
    const inspector = await openInspector(database);
    await inspector.query(`create tablespace small location '${disk}'`);
    const filler = join(disk, "filler");
    return livesThrough({
      database,
      inspector,
      inflict: async () => {
        await inspector.query("alter table staging set tablespace small");
        await inspector.query("alter index staging_by_run set tablespace small");
        await writeFile(filler, Buffer.alloc(48 * 1024 * 1024)).catch(() => undefined);
      },
      relieve: () => rm(filler),
      code: "53100",
    });
  },
  { timeout: 240_000 },
);
