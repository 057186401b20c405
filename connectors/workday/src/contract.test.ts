import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { workday } from "./index.ts";

testConnector(workday, {
  simulator: (employees) => startSimulator("workday", { employees, seed: 11, today: "2026-05-01" }),
});
