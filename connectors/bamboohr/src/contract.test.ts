import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { bamboohr } from "./index.ts";

testConnector(bamboohr, {
  simulator: () => startSimulator("bamboohr", { employees: 5_100, seed: 11 }),
});
