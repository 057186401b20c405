import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { hibob } from "./index.ts";

testConnector(hibob, {
  simulator: (employees) => startSimulator("hibob", { employees, seed: 11 }),
});
