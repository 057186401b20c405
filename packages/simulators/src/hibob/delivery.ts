import { createHmac } from "node:crypto";
import type { Delivery } from "../kit/delivery.ts";

const COMPANY_ID = 654_321;

/** What a webhook tells: ids, never values. */
export type HibobEvent =
  | {
      type: `employee.${"created" | "updated" | "deleted"}`;
      employeeId: string;
      /** Ids of fields; what Bob works out by itself is not among them. */
      fields?: readonly string[];
    }
  | {
      type: `employee.${"joined" | "left" | "inactivated" | "activated" | "temporaryLeave"}`;
      employeeId: string;
    }
  | {
      type: `table.entry.${"created" | "updated"}`;
      employeeId: string;
      tableId: string;
      /** A day in a historical table, a number in another one. */
      entry: { effectiveDate: string } | { id: number };
    };

/** A delivery as Bob makes it, signed over these bytes with the webhook's secret. `at` in milliseconds. */
export function hibobDelivery(
  event: HibobEvent,
  options: { secret: string; at: number; triggeredBy?: string },
): Delivery {
  const body = {
    companyId: COMPANY_ID,
    type: event.type,
    triggeredBy: options.triggeredBy ?? "system",
    // No zone is told; the microseconds are.
    triggeredAt: new Date(options.at).toISOString().replace("Z", "906"),
    version: "v2",
    data: dataOf(event),
  };
  return signed(JSON.stringify(body), options.secret);
}

/** What is sent when a webhook is saved: a bare text or an object. */
export function hibobPing({ secret, form }: { secret: string; form: "text" | "object" }): Delivery {
  return signed(JSON.stringify(form === "text" ? "Ping test" : { text: "Ping test" }), secret);
}

function dataOf(event: HibobEvent): object {
  const { employeeId } = event;
  if ("tableId" in event) return { employeeId, tableId: event.tableId, ...event.entry };
  if (!("fields" in event)) return { employeeId };
  return { employeeId, fieldUpdates: event.fields?.map((id) => ({ id })) ?? [] };
}

function signed(body: string, secret: string): Delivery {
  return {
    headers: {
      "content-type": "application/json",
      "bob-signature": createHmac("sha512", secret).update(body).digest("base64"),
    },
    body,
  };
}
