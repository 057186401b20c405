import type { WebhookDelivery, WebhookOutcome } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { webhook } from "./webhook.ts";

const KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const SENT = 1_769_884_920;
const EVENT =
  '{"type":"employee.updated","timestamp":"2026-01-31T18:42:00+0000","data":{"companyId":"12345","employeeId":"204","changedFields":["status"]}}';

/** HMAC-SHA256 by Web Crypto, put together by hand as the documents say: the body's bytes, then the timestamp. */
async function sign(body: string | Uint8Array, timestamp: string, key = KEY): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["sign"]);
  const bytes = typeof body === "string" ? encoder.encode(body) : body;
  const signed = new Uint8Array([...bytes, ...encoder.encode(timestamp)]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", imported, signed));
  return [...signature].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

interface Call {
  body?: string | Uint8Array;
  timestamp?: string;
  /** In place of what the vendor would sign. */
  signature?: string;
  /** Seconds after it was sent. */
  late?: number;
}

async function receive({
  body = EVENT,
  timestamp = String(SENT),
  signature,
  late = 2,
}: Call): Promise<WebhookOutcome> {
  const delivery: WebhookDelivery = {
    headers: {
      "x-bamboohr-timestamp": timestamp,
      "x-bamboohr-signature": signature ?? (await sign(body, timestamp)),
    },
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    receivedAt: new Date(1000 * (SENT + late)),
  };
  return webhook.receive(delivery, { privateKey: KEY });
}

describe("a signature", () => {
  // Computed with OpenSSL: printf '%s' "$BODY$TIMESTAMP" | openssl dgst -sha256 -hmac "$KEY".
  const OPENSSL = "7f8fe3e2074ad468776aad85f6f122f4ecdc2f5a3697593f262db72902d5a3e3";

  test("is the one that other implementations compute, in either case of its letters", async () => {
    expect(await sign(EVENT, String(SENT))).toBe(OPENSSL);
    expect(await receive({ signature: OPENSSL })).toMatchObject({ outcome: "touched" });
    expect(await receive({ signature: OPENSSL.toUpperCase() })).toMatchObject({ outcome: "touched" });
  });

  test.each<[string, Call, string]>([
    ["of other bytes with the same meaning", { body: `${EVENT} `, signature: OPENSSL }, "badSignature"],
    ["of another time", { timestamp: String(SENT + 1), signature: OPENSSL }, "badSignature"],
    ["that is cut", { signature: OPENSSL.slice(0, 32) }, "badSignature"],
    ["that is missing", { signature: "" }, "noSignature"],
    ["without a time", { timestamp: "", signature: OPENSSL }, "noSignature"],
  ])("%s proves nothing", async (_, call, reason) => {
    expect(await receive(call)).toEqual({ outcome: "refused", reason });
  });

  test("with the time before the body, or by another key, proves nothing", async () => {
    const swapped = await sign(String(SENT), EVENT);
    const stranger = await sign(EVENT, String(SENT), "another key");
    for (const signature of [swapped, stranger]) {
      expect(await receive({ signature })).toEqual({ outcome: "refused", reason: "badSignature" });
    }
  });

  test("proves nothing where no key is known", async () => {
    const headers = { "x-bamboohr-timestamp": String(SENT), "x-bamboohr-signature": OPENSSL };
    const delivery = { headers, body: new TextEncoder().encode(EVENT), receivedAt: new Date(1000 * SENT) };
    for (const secrets of [{}, { privateKey: "" }]) {
      expect(webhook.receive(delivery, secrets)).toMatchObject({ outcome: "refused" });
    }
  });

  test.each([
    [300, "touched"],
    [301, "refused"],
    [-300, "touched"],
    [-301, "refused"],
  ])("counts for five minutes by either clock: %i seconds late it is %s", async (late, outcome) => {
    expect(await receive({ late })).toMatchObject({ outcome });
  });

  test("of a time that is no number is too old, however well it fits", async () => {
    expect(await receive({ timestamp: "now" })).toEqual({ outcome: "refused", reason: "tooOld" });
  });
});

describe("a body", () => {
  test.each([
    ["of an event", EVENT, ["204"]],
    ["of an event of an erased record", EVENT.replace("updated", "deleted"), ["204"]],
    [
      "by fields",
      '{"employees":[{"id":"204","action":"Updated","timestamp":"2026-01-31T18:42:00+0000","changedFields":["Status"],"fields":{"Status":"Inactive"}},{"id":205,"action":"Created"}]}',
      ["204", "205"],
    ],
    [
      "by fields in the older form",
      '{"employees":[{"id":"204","changedFields":["Status"],"fields":{"Status":{"value":"Inactive"}}},{"id":"204"}]}',
      ["204"],
    ],
  ])("%s names the people who are worth a look", async (_, body, externalIds) => {
    expect(await receive({ body })).toMatchObject({ outcome: "touched", externalIds });
  });

  test.each([
    [""],
    ["null"],
    ["type=employee.updated&data[employeeId]=204"],
    ['{"type":"employee.updated","data":{"employeeId":null}}'],
    ['{"type":"employee.updated","data":{}}'],
    ['{"employees":{"204":{}}}'],
    ['{"employees":[{"name":"Mira Okafor"}]}'],
  ])("of %j is the vendor's and unreadable, and is not repeated", async (body) => {
    const outcome = await receive({ body });
    expect(outcome).toMatchObject({ outcome: "unreadable", issue: expect.any(String) });
    expect(JSON.stringify(outcome)).not.toContain("Okafor");
  });

  test("that is no UTF-8 is unreadable", async () => {
    expect(await receive({ body: new Uint8Array([0x7b, 0xff, 0x7d]) })).toMatchObject({
      outcome: "unreadable",
    });
  });
});

test("a delivery that comes again has the id that it had, another one has another", async () => {
  const idOf = async (call: Call): Promise<string> => {
    const outcome = await receive(call);
    return outcome.outcome === "touched" ? outcome.deliveryId : "";
  };
  const first = await idOf({});
  expect(first).not.toBe("");
  expect(await idOf({ late: 60 })).toBe(first);
  expect(await idOf({ timestamp: String(SENT + 1) })).not.toBe(first);
  expect(await idOf({ body: EVENT.replace("204", "205") })).not.toBe(first);
});
