import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { workday } from "./index.ts";

testConnector(workday, {
  simulator: () => startSimulator("workday", { employees: 450, seed: 11 }),
});
