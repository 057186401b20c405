import { createHmac } from "node:crypto";
import type { SampleDelivery } from "../../scenario.ts";

/** One call of Plain HR's, signed as it signs them: HMAC-SHA256 of the time, a dot and the body. */
export function goodDelivery(): SampleDelivery {
  const signing = "plain-signing-secret";
  const receivedAt = new Date("2026-10-05T12:00:03Z");
  const time = "2026-10-05T12:00:00Z";
  const body = JSON.stringify({ event: "person.changed", ids: ["7", "11"] });
  const signature = createHmac("sha256", signing).update(`${time}.${body}`).digest("hex");
  return {
    headers: { "content-type": "application/json", "x-plain-time": time, "x-plain-signature": signature },
    body,
    receivedAt,
    secrets: { signing },
  };
}
