import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "./database.ts";
import { startEngine } from "./engine-side.ts";
import { runFloor } from "./floor.ts";

/** Shorter statements are not where the time goes. */
const SLOW_MS = 20;

const SETTINGS: Readonly<Record<string, string>> = {
  log_min_duration: String(SLOW_MS),
  log_analyze: "on",
  log_buffers: "on",
  log_timing: "on",
  log_parameter_max_length: "0",
};

/**
 * Runs each scenario once more while the server tells how it carries statements out (auto_explain), and writes what it
 * told. A statement that is watched so closely takes longer.
 */
export async function writePlans(
  database: Database,
  { people, file }: { people: number; file: string },
): Promise<void> {
  const { client, connectionString, dataDir } = database;
  await client.query("load 'auto_explain'");
  await client.query("alter database muster set session_preload_libraries = 'auto_explain'");
  for (const [name, value] of Object.entries(SETTINGS)) {
    await client.query(`alter database muster set auto_explain.${name} = '${value}'`);
    await client.query(`set auto_explain.${name} = '${value}'`);
  }
  const log = join(dataDir, "pg.log");
  const start = (await readFile(log)).length;
  const engine = await startEngine(connectionString);
  try {
    const [customer] = await engine.found(["bench-plans"]);
    if (!customer) throw new Error("no organization was made");
    for (const generation of [0, 0, 1]) {
      const company = { domain: "plans.test", people, generation };
      await engine.sync(customer, company);
      await runFloor(client, customer.orgId, company);
    }
  } finally {
    await engine.close();
    await client.query("set auto_explain.log_min_duration = -1");
    await client.query("alter database muster reset all");
  }
  await writeFile(file, (await readFile(log)).subarray(start));
}
