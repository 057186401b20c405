import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { rippling } from "./index.ts";

testConnector(rippling, {
  simulator: () => startSimulator("rippling", { employees: 230, seed: 11 }),
});
