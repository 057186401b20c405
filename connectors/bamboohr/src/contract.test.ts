import { testConnector } from "@muster/connector-testkit";
import { bamboohrDelivery, startSimulator } from "@muster/simulators";
import { bamboohr } from "./index.ts";

const privateKey = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const receivedAt = new Date("2026-10-05T12:00:00Z");
const { headers, body } = bamboohrDelivery(
  { employeeId: "204", action: "updated", changed: { status: "Inactive" } },
  { privateKey, at: receivedAt.getTime() },
);

testConnector(bamboohr, {
  simulator: (employees) => startSimulator("bamboohr", { employees, seed: 11, today: "2026-05-01" }),
  delivery: {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body,
    receivedAt,
    secrets: { privateKey },
  },
});
