import { createHash, createHmac } from "node:crypto";
import {
  jsonIn,
  sameSignature,
  secret,
  type SecretValues,
  type Webhook,
  type WebhookDelivery,
  type WebhookOutcome,
} from "@muster/connector-sdk";
import { z } from "zod";

const PING = "Ping test";

const Ping = z.union([z.literal(PING), z.object({ text: z.literal(PING) })]);
const Event = z.object({ type: z.string(), data: z.unknown().optional() });
// Ids have more digits than a JSON number keeps.
const Data = z.object({ employeeId: z.string().min(1) });
/** Of people, or of rows in their tables; a subscription may bring others, too. */
const ABOUT_PEOPLE = /^(employee|table\.entry)\./;

/** HiBob's calls on change, version 2 (docs, Getting started with webhooks). */
export const webhook: Webhook = {
  secrets: {
    signingSecret: secret("Secret of the webhook", {
      help: "HiBob shows it on the webhook's page, under Settings → Integrations → Webhooks.",
    }),
  },
  receive,
};

/** There is no time in the headers and retries go on for three days: `deliveryId` is what tells a repetition. */
function receive({ headers, body }: WebhookDelivery, { signingSecret }: SecretValues): WebhookOutcome {
  const signature = headers["bob-signature"]?.trim() ?? "";
  if (signature === "") return { outcome: "refused", reason: "noSignature" };
  const expected = signingSecret && createHmac("sha512", signingSecret).update(body).digest("base64");
  if (!expected || !sameSignature(signature, expected)) {
    return { outcome: "refused", reason: "badSignature" };
  }
  const said = jsonIn(body);
  if (said === undefined && Buffer.from(body).toString().trim() === PING) return { outcome: "ping" };
  if (Ping.safeParse(said).success) return { outcome: "ping" };
  const event = Event.safeParse(said);
  if (!event.success) return { outcome: "unreadable", issue: "is no event of the documented form" };
  const data = Data.safeParse(event.data.data);
  // HiBob delivers in order until 200: what concerns nobody must not stand in the way of the rest.
  if (!data.success && ABOUT_PEOPLE.test(event.data.type)) {
    return { outcome: "unreadable", issue: "names no employee by a text" };
  }
  return {
    outcome: "touched",
    externalIds: data.success ? [data.data.employeeId] : [],
    deliveryId: createHash("sha256").update(body).digest("hex"),
  };
}
