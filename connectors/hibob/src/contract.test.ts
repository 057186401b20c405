import { testConnector } from "@muster/connector-testkit";
import { hibobDelivery, startSimulator } from "@muster/simulators";
import { hibob } from "./index.ts";

const receivedAt = new Date("2026-10-05T12:00:00Z");
const signingSecret = "a-secret-of-the-webhook";
const { headers, body } = hibobDelivery(
  { type: "employee.updated", employeeId: "3421987654321098765", fields: ["work.title"] },
  { secret: signingSecret, at: receivedAt.getTime() },
);

testConnector(hibob, {
  simulator: (employees) => startSimulator("hibob", { employees, seed: 11, today: "2026-05-01" }),
  delivery: {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body,
    receivedAt,
    secrets: { signingSecret },
    // HiBob delivers the same bytes for up to three days, so that an old call is no forged one.
    undated: true,
  },
});
