import { testConnector, testPlaceholders } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { personio } from "./index.ts";

testConnector(personio, { simulator: (employees) => startSimulator("personio", { employees, seed: 11 }) });
testPlaceholders(import.meta.dirname);
