import { startVendor } from "@muster/simulators";
import { testConnector } from "./index.ts";
import { carelessConnector } from "./testing/careless-connector.ts";
import { goodDelivery } from "./testing/plain-hr/delivery.ts";
import { plainHr } from "./testing/plain-hr/vendor.ts";

testConnector(carelessConnector(), {
  simulator: (employees) => startVendor(plainHr(), { employees, seed: 4 }),
  delivery: goodDelivery(),
});
