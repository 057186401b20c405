import { testConnector, testPlaceholders } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { personio } from "./index.ts";

testConnector(personio, {
  simulator: (employees) => startSimulator("personio", { employees, seed: 11, today: "2026-05-01" }),
});
testPlaceholders(import.meta.dirname);
