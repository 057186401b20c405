import { startSimulator } from "@muster/simulators";
import { bamboohr } from "../../../connectors/bamboohr/src/index.ts";
import { withSession } from "./bench.ts";
import { judgeReading } from "./judge-reading.ts";
import { readEveryone } from "./reference-reader.ts";
import { leaksIn } from "./leaks.ts";
const t = async (n: string, f: () => any) => { const a = performance.now(); const r = await f(); console.log(n, Math.round(performance.now() - a)); return r; };
const sim = await t("start", () => startSimulator("bamboohr", { employees: 5100, seed: 11 }));
const bench = { connector: bamboohr, simulator: sim };
await t("fetch1", () => fetch(sim.url+"/_sim/company").then(r=>r.text()));
for (let i = 0; i < 3; i++) {
  const truth = await t("company", () => sim.company());
  const r = await t("read", () => withSession(bench, (s) => readEveryone(bamboohr, s)));
  await t("judge", () => judgeReading(bench, truth, r, { outcome: "whole" }));
  await t("leaks", () => leaksIn("xx", sim));
}
await t("start2", () => startSimulator("bamboohr", { employees: 5100, seed: 12 }));
await t("start3", () => startSimulator("bamboohr", { employees: 300, seed: 12 }));
process.exit(0)
