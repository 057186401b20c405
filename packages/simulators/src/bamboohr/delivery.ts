import { createHmac } from "node:crypto";
import type { Delivery } from "../kit/delivery.ts";

const COMPANY_ID = "12345";

/** What a webhook tells. */
export interface BamboohrEvent {
  employeeId: string;
  action: "created" | "updated" | "deleted";
  /** Names of fields and what is in them now. */
  changed?: Readonly<Record<string, string | null>>;
}

/**
 * A delivery as BambooHR makes it, signed with the webhook's private key at `at` (ms). Forms of the body: `event`,
 * or one with values in it: `fields`, and `olderFields`, where each value is in an object of its own.
 */
export function bamboohrDelivery(
  { employeeId, action, changed = {} }: BamboohrEvent,
  options: { privateKey: string; at: number; form?: "event" | "fields" | "olderFields" },
): Delivery {
  const { privateKey, at, form = "event" } = options;
  const timestamp = new Date(at).toISOString().slice(0, 19);
  const changedFields = Object.keys(changed);
  const body =
    form === "event"
      ? {
          type: `employee.${action}`,
          timestamp: `${timestamp}+0000`,
          data: { companyId: COMPANY_ID, employeeId, changedFields },
        }
      : {
          employees: [
            {
              id: employeeId,
              action: action.charAt(0).toUpperCase() + action.slice(1),
              timestamp: `${timestamp}+00:00`,
              changedFields,
              fields: form === "fields" ? changed : wrapped(changed),
            },
          ],
        };
  const text = JSON.stringify(body);
  const seconds = String(Math.floor(at / 1000));
  return {
    headers: {
      "content-type": "application/json",
      "x-bamboohr-timestamp": seconds,
      // The body first, then the time, with nothing between them.
      "x-bamboohr-signature": createHmac("sha256", privateKey).update(`${text}${seconds}`).digest("hex"),
    },
    body: text,
  };
}

function wrapped(values: Readonly<Record<string, string | null>>): Record<string, { value: string | null }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
