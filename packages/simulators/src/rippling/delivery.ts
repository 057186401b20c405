import type { Delivery } from "../kit/delivery.ts";
import { optionId } from "./ids.ts";

/**
 * A delivery of the older API to an app of Rippling's shop: a form, with ids only. No signature of it is
 * documented, so whoever gets one knows nothing but that it may be time to look.
 */
export function ripplingDelivery(event: {
  name: "employee.created" | "employee.updated" | "employee.deleted";
  /** A worker's id. */
  id: string;
}): Delivery {
  const form = new URLSearchParams({
    event_name: event.name,
    company_id: optionId("company", "Acme"),
    company_primary_email: "hr@acme.test",
    id: event.id,
  });
  return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: form.toString() };
}
