import { migrate, openStore, type Store } from "@muster/store";
import { fault, startOwnServer } from "@muster/store/testing";
import { expect, onTestFinished } from "vitest";
import { leadRun } from "../lead-run.ts";
import { leftBy } from "../testing/aftermath.ts";
import { staff, terminate } from "../testing/vendor.ts";
import { queueRun, syncedCompany, useStore, type World } from "../testing/world.ts";

const store = useStore("pg18");

/** Makes the next statement that writes to a table for an organization fail, once: a sequence does not roll back. */
async function failOnce(world: World, table: string, code: string): Promise<void> {
  const name = `once_${world.orgId}`;
  await world.store.systemPool.query(`
    create sequence ${name};
    create function ${name}() returns trigger language plpgsql as $$
    begin
      if nextval('${name}') = 1 then raise exception 'injected' using errcode = '${code}'; end if;
      return null;
    end $$;
    grant usage on sequence ${name} to public;
    create trigger ${name} after insert or update on ${table}
      for each row when (new.org_id = ${world.orgId}) execute function ${name}()`);
}

async function failNoMore(world: World, table: string): Promise<void> {
  const name = `once_${world.orgId}`;
  await world.store.systemPool.query(
    `drop trigger if exists ${name} on ${table}; drop function if exists ${name}; drop sequence if exists ${name}`,
  );
}

const TABLES = ["staging", "batches", "changes", "identities", "members"];

for (const [id, severity, code, what] of [
  ["F42", "S3", "40P01", "a deadlock"],
  ["F42", "S3", "40001", "a serialization failure"],
  ["F41", "S2", "53100", "a full disk"],
  ["F41", "S2", "57014", "a statement that took too long"],
  ["F40", "S2", "25006", "a database that takes no writes"],
] as const) {
  fault(
    id,
    severity,
    `${what}, wherever it comes, gives the run back, and it is led again to its end`,
    async ({ injected }) => {
      const lived = [];
      for (const table of TABLES) {
        const { world, vendor } = await syncedCompany(store(), 30);
        terminate(vendor, 1);
        vendor.people = vendor.people.map((one, index) =>
          index < 5 ? one : { ...one, department: "Research" },
        );
        await failOnce(world, table, code);
        const run = await queueRun(world);
        expect({ table, ...(await world.lead(run.id)) }).toMatchObject({
          table,
          kind: "interrupted",
          seconds: 5,
        });
        await failNoMore(world, table);
        expect(await world.lead(run.id)).toMatchObject({ kind: "ended", outcome: { state: "succeeded" } });
        lived.push(leftBy(world, undefined, ["p1"]));
      }
      injected(TABLES.length);
      return lived;
    },
  );
}

fault(
  "F41",
  "S2",
  "a run that the database stops each time ends as failed, with what to do, and nothing stays staged",
  async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people = vendor.people.map((one) => ({ ...one, department: "Research" }));
    const run = await queueRun(world);
    const seconds = [];
    for (;;) {
      await failNoMore(world, "changes");
      await failOnce(world, "changes", "53100");
      const result = await world.lead(run.id);
      if (result.kind === "interrupted") seconds.push(result.seconds);
      if (result.kind === "ended") {
        expect(result.outcome).toMatchObject({ state: "failed", reasonCode: "interruptedTooOften" });
        expect(result.outcome.reason).toContain("disk is full");
        break;
      }
    }
    await failNoMore(world, "changes");
    expect(seconds).toEqual([5, 10, 20, 40, 80]);
    return leftBy(world);
  },
);

/** Backends that die under a read, one after the other. */
const CRASHES = 20;

fault(
  "F39b",
  "S1",
  "a backend that dies at page 6 of 9 empties staging and leaves the checkpoint: the run reads again, and nobody is a suspect",
  async ({ injected }) => {
    const server = await startOwnServer();
    await migrate(server.url);
    const own = await openStore({ connectionString: server.url });
    onTestFinished(() => own.close());
    const { world, vendor } = await syncedCompany(own, 450);
    for (let crash = 0; crash < CRASHES; crash += 1) {
      vendor.people = staff(450).map((one) => ({ ...one, department: `Crash ${crash}` }));
      world.pass(24);
      const run = await queueRun(world);
      const before = vendor.pagesRead.length;
      vendor.beforePage = async (page) => {
        if (page !== 6) return;
        vendor.beforePage = () => undefined;
        await staged(world, run.id);
        await killBackend(own);
      };
      const input = { runId: run.id, orgId: world.orgId, token: null, worker: "test", patienceMs: 30_000 };
      const control = { signal: new AbortController().signal, shouldYield: () => false };
      let result = await leadRun(world.engine, { ...input, control });
      while (result.kind !== "ended") result = await leadRun(world.engine, { ...input, control });
      expect(result.outcome).toMatchObject({ state: "succeeded", counts: { suspect: 0, update: 450 } });
      expect(vendor.pagesRead.slice(before).filter((page) => page === 1).length).toBeGreaterThan(1);
    }
    injected(CRASHES);
    return leftBy(world);
  },
  { once: true, timeout: 600_000 },
);

/** Once a part of the read is committed: before that a crash loses nothing that anybody counted on. */
async function staged({ store: { systemPool } }: World, runId: number): Promise<void> {
  for (;;) {
    const { rows } = await systemPool.query(
      "select pg_sleep(0.05) from runs where id = $1 and staged_rows > 0",
      [runId],
    );
    if (rows.length > 0) return;
  }
}

/** As the system's out-of-memory killer does: the server ends every other backend, too, and recovers. */
async function killBackend({ systemPool }: Store): Promise<void> {
  const { rows } = await systemPool.query<{ pid: number }>("select pg_backend_pid() as pid");
  process.kill(rows[0]?.pid ?? 0, "SIGKILL");
}
