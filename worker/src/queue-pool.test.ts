import { createTestDatabase } from "@muster/store/testing";
import type pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openQueuePool } from "./queue-pool.ts";
import { type Inspector, openInspector } from "./testing/inspect.ts";

async function openParts(): Promise<{ pool: pg.Pool; inspector: Inspector; closing: AbortController }> {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const closing = new AbortController();
  const pool = openQueuePool({
    connectionString: database.url,
    max: 2,
    onError: () => undefined,
    signal: closing.signal,
  });
  onTestFinished(() => pool.end());
  return { pool, inspector: await openInspector(database), closing };
}

/** Cuts the connection under a client, and waits until its backend has gone. */
async function cut(client: pg.PoolClient, inspector: Inspector): Promise<void> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  await inspector.query("select pg_terminate_backend($1, 5000)", [rows[0]?.pid]);
}

test("a completion whose connection was cut is sent again over another", async () => {
  const { pool, inspector } = await openParts();
  const client = await pool.connect();
  await cut(client, inspector);
  const { rows } = await client.query({ name: "complete_job/graphile_worker", text: "select 1 as done" });
  expect(rows).toEqual([{ done: 1 }]);
  client.release();
  expect(pool.totalCount - pool.idleCount).toBe(0);
});

test("any other statement whose connection was cut fails: it may have been carried out", async () => {
  const { pool, inspector } = await openParts();
  const client = await pool.connect();
  await cut(client, inspector);
  await expect(client.query("select 1")).rejects.toThrow(/connection/i);
  client.release();
});

test("a pool that closes is not patient", async () => {
  const { pool, inspector, closing } = await openParts();
  const client = await pool.connect();
  await cut(client, inspector);
  closing.abort();
  await expect(client.query({ name: "fail_job/graphile_worker", text: "select 1" })).rejects.toThrow(
    /connection/i,
  );
  client.release();
});
