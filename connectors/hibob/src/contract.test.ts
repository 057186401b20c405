import { testConnector } from "@muster/connector-testkit";
import { hibobDelivery, startSimulator } from "@muster/simulators";
import { hibob } from "./index.ts";

const secret = "signing-secret";
const receivedAt = new Date("2026-10-05T12:00:00Z");

testConnector(hibob, {
  simulator: (employees) => startSimulator("hibob", { employees, seed: 11, today: "2026-05-01" }),
  delivery: {
    ...hibobDelivery({ type: "employee.updated", employeeId: "7" }, { secret, at: receivedAt.getTime() }),
    receivedAt,
    secrets: { signingSecret: secret },
    // HiBob signs no time.
    undated: true,
  },
});
