import { mkdir } from "node:fs/promises";
import { openDatabase, vacuum } from "./database.ts";
import { startEngine } from "./engine-side.ts";
import { prepareFloor, runFloor } from "./floor.ts";
import { settleNeighbours } from "./neighbours.ts";
import { measureSize } from "./scenarios.ts";
const dir = process.env.BENCH_DIR ?? "/tmp/benchdb";
const people = Number(process.env.PEOPLE ?? 100000), pairs = Number(process.env.PAIRS ?? 3);
await mkdir(dir, { recursive: true });
const db = await openDatabase(dir);
try {
const { rows } = await db.client.query("select to_regclass('floor_members') as t");
if (rows[0].t === null) {
  let t = performance.now();
  await prepareFloor(db.client);
  await settleNeighbours(db.client, { organizations: 500, people: 2000 });
  await vacuum(db.client);
  console.log("neighbours", performance.now() - t);
}
if (process.env.EXPLAIN) {
  await db.client.query(`alter database muster set session_preload_libraries = 'auto_explain'`);
  for (const [k, v] of Object.entries({ log_min_duration: "5", log_analyze: "on", log_buffers: "on", log_timing: "off", log_nested_statements: "off", log_parameter_max_length: "0" }))
    await db.client.query(`alter database muster set auto_explain.${k} = '${v}'`).catch(async (e) => { await db.client.query("load 'auto_explain'"); await db.client.query(`alter database muster set auto_explain.${k} = '${v}'`); });
} else await db.client.query(`alter database muster reset all`);
const engine = await startEngine(db.connectionString, process.env.HEAP ? { heapMb: Number(process.env.HEAP) } : {});
const warm = await engine.found("warm" + Date.now());
await engine.sync(warm, { domain: "warm" + Date.now(), people: 5000, generation: 0 });
for (const m of await measureSize(db, engine, { people, pairs, targets: { first: [2, 1.9], same: [1.5, .6], moved: [1.7, 1] }, progress: (t) => console.error(t) })) {
  const f = (s) => `${s.median.toFixed(0)} (${s.least.toFixed(0)}-${s.most.toFixed(0)})`;
  console.log(m.scenario, "whole", (m.whole.engine.median / m.whole.floor.median).toFixed(2), f(m.whole.engine), "/", f(m.whole.floor),
   "core", (m.core.engine.median / m.core.floor.median).toFixed(2), f(m.core.engine), "/", f(m.core.floor), "read", f(m.phases.read), "plan", f(m.phases.plan), "apply", f(m.phases.apply), "rss", m.peakRssMb.toFixed(0));
}
await engine.close();
} finally { await db.close(); }
