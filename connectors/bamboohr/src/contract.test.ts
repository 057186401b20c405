import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { bamboohr } from "./index.ts";

testConnector(bamboohr, {
  simulator: (employees) => startSimulator("bamboohr", { employees, seed: 11 }),
});
