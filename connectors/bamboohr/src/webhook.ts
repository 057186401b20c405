import { createHash, createHmac } from "node:crypto";
import {
  idValue,
  jsonIn,
  sameSignature,
  secret,
  type SecretValues,
  type Webhook,
  type WebhookDelivery,
  type WebhookOutcome,
} from "@muster/connector-sdk";
import { z } from "zod";

/** How old a delivery may be, or how far ahead of our clock. */
const MOST_MINUTES = 5;

// The two families of webhooks: by event, one person each, and by field, several.
const Body = z.union([
  z
    .object({ type: z.string(), data: z.object({ employeeId: idValue }) })
    .transform(({ data }) => [data.employeeId]),
  z
    .object({ employees: z.array(z.object({ id: idValue })) })
    .transform(({ employees }) => employees.map(({ id }) => id)),
]);

/** BambooHR's calls on change, in JSON (docs, Webhooks). */
export const webhook: Webhook = {
  secrets: {
    privateKey: secret("Private key of the webhook", {
      help: "BambooHR shows it once, when the webhook is made: Settings → Webhooks. Choose JSON as the format.",
    }),
  },
  receive,
};

function receive(delivery: WebhookDelivery, secrets: SecretValues): WebhookOutcome {
  const { headers, body, receivedAt } = delivery;
  const signature = headers["x-bamboohr-signature"] ?? "";
  const timestamp = headers["x-bamboohr-timestamp"] ?? "";
  if (signature === "" || timestamp === "") return { outcome: "refused", reason: "noSignature" };
  // The body comes first and nothing stands between the two.
  const { privateKey } = secrets;
  const expected =
    privateKey && createHmac("sha256", privateKey).update(body).update(timestamp).digest("hex");
  if (!expected || !sameSignature(signature.toLowerCase(), expected)) {
    return { outcome: "refused", reason: "badSignature" };
  }
  const ageMs = Math.abs(receivedAt.getTime() - 1000 * Number(timestamp));
  // Not written as "older than": a timestamp that is no number has no age.
  if (!(ageMs <= MOST_MINUTES * 60_000)) return { outcome: "refused", reason: "tooOld" };
  const people = Body.safeParse(jsonIn(body));
  if (!people.success) return { outcome: "unreadable", issue: "is neither of the two documented bodies" };
  return {
    outcome: "touched",
    externalIds: [...new Set(people.data)],
    // A delivery has no id of its own, and of two changes there and back again the bodies may be the same.
    deliveryId: createHash("sha256").update(body).update(timestamp).digest("hex"),
  };
}
