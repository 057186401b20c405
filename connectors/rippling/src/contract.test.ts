import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { rippling } from "./index.ts";

testConnector(rippling, {
  simulator: (employees) => startSimulator("rippling", { employees, seed: 11, today: "2026-05-01" }),
});
