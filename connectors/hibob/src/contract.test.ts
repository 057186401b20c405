import { testConnector } from "@muster/connector-testkit";
import { startSimulator } from "@muster/simulators";
import { hibob } from "./index.ts";

testConnector(hibob, {
  simulator: () => startSimulator("hibob", { employees: 300, seed: 11 }),
});
