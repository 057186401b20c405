import { createHmac } from "node:crypto";
import type { SecretValues, WebhookOutcome } from "@muster/connector-sdk";
import { hibobDelivery, hibobPing } from "@muster/simulators";
import { expect, test } from "vitest";
import { webhook } from "./webhook.ts";

const SECRET = "s3cret";
const EVENT = {
  companyId: 654321,
  type: "employee.updated",
  triggeredBy: "3421987654321091111",
  triggeredAt: "2026-01-08T13:06:26.915906",
  version: "v2",
  data: { employeeId: "3421987654321098765", fieldUpdates: [{ id: "work.title" }] },
};

function sign(body: string, key = SECRET): string {
  return createHmac("sha512", key).update(body).digest("base64");
}

/** What a delivery comes to; `signature` null sends none. */
function deliver(
  body: string,
  signature: string | null = sign(body),
  secrets: SecretValues = { signingSecret: SECRET },
): WebhookOutcome {
  const headers: Record<string, string> = signature === null ? {} : { "bob-signature": signature };
  const receivedAt = new Date("2026-10-05T12:00:00Z");
  return webhook.receive({ headers, body: Buffer.from(body), receivedAt }, secrets);
}

test("an event names the person who is worth another look, and says nothing else", () => {
  expect(deliver(JSON.stringify(EVENT))).toEqual({
    outcome: "touched",
    externalIds: ["3421987654321098765"],
    deliveryId: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test.each([
  "employee.created",
  "employee.deleted",
  "employee.joined",
  "employee.left",
  "employee.inactivated",
  "employee.activated",
  "employee.temporaryLeave",
  "employee.someLaterEvent",
  "table.entry.created",
  "table.entry.updated",
])("%s touches its person", (type) => {
  const data = { employeeId: "7", tableId: "lifecycle", effectiveDate: "2026-10-01", id: null };
  expect(deliver(JSON.stringify({ ...EVENT, type, data }))).toMatchObject({
    outcome: "touched",
    externalIds: ["7"],
  });
});

test.each(["Ping test", '"Ping test"', '{"text":"Ping test"}', '{ "text": "Ping test" }\n'])(
  "%j is a ping",
  (body) => {
    expect(deliver(body)).toEqual({ outcome: "ping" });
  },
);

test("whoever cannot sign is refused, a ping included", () => {
  for (const body of [JSON.stringify(EVENT), '"Ping test"', "not JSON"]) {
    expect(deliver(body, null)).toEqual({ outcome: "refused", reason: "noSignature" });
    const wrong = [
      sign(body, "another"),
      sign(`${body} `),
      sign(body).slice(0, -4),
      createHmac("sha512", SECRET).update(body).digest("hex"),
      createHmac("sha256", SECRET).update(body).digest("base64"),
    ];
    for (const signature of wrong) {
      expect(deliver(body, signature)).toEqual({ outcome: "refused", reason: "badSignature" });
    }
  }
});

test("without a secret nothing is believed", () => {
  const body = JSON.stringify(EVENT);
  for (const secrets of [{ signingSecret: "" }, {}]) {
    expect(deliver(body, sign(body, ""), secrets)).toMatchObject({
      outcome: "refused",
    });
  }
});

test("the signature is of the bytes: the same event written otherwise is refused", () => {
  const body = JSON.stringify(EVENT);
  expect(deliver(JSON.stringify(EVENT, null, 2), sign(body))).toMatchObject({ outcome: "refused" });
});

test("a repetition has the same delivery id, another event of the person another one", () => {
  const idOf = (event: object): unknown => {
    const outcome = deliver(JSON.stringify(event));
    return outcome.outcome === "touched" && outcome.deliveryId;
  };
  expect(idOf(EVENT)).toBe(idOf(structuredClone(EVENT)));
  expect(idOf({ ...EVENT, triggeredAt: "2026-01-08T13:06:26.915907" })).not.toBe(idOf(EVENT));
});

test.each([
  "not JSON",
  "null",
  "[]",
  "{}",
  '{"type":7}',
  '{"type":"employee.updated"}',
  '{"type":"employee.updated","data":{"employeeId":""}}',
  '{"type":"employee.updated","data":{"employeeId":3421987654321098765}}',
  '{"type":"table.entry.updated","data":{"tableId":"work"}}',
])("%s is not of the documented form", (body) => {
  expect(deliver(body)).toMatchObject({ outcome: "unreadable", issue: expect.any(String) });
});

test("an event about nobody stands in nobody's way", () => {
  const body = JSON.stringify({ ...EVENT, type: "task.completed", data: { taskId: "7" } });
  expect(deliver(body)).toMatchObject({ outcome: "touched", externalIds: [] });
});

test("calls as the vendor makes them are understood", () => {
  const at = Date.parse("2026-10-05T11:59:58Z");
  const made = [
    hibobDelivery(
      { type: "employee.updated", employeeId: "7", fields: ["work.title"] },
      { secret: SECRET, at },
    ),
    hibobDelivery({ type: "employee.left", employeeId: "8" }, { secret: SECRET, at }),
    hibobPing({ secret: SECRET, form: "text" }),
    hibobPing({ secret: SECRET, form: "object" }),
  ];
  const outcomes = made.map(({ headers, body }) => {
    const [, signature = ""] = Object.entries(headers).find(([name]) => /^bob-signature$/i.test(name)) ?? [];
    return deliver(body, signature);
  });
  expect(outcomes).toMatchObject([
    { outcome: "touched", externalIds: ["7"] },
    { outcome: "touched", externalIds: ["8"] },
    { outcome: "ping" },
    { outcome: "ping" },
  ]);
});
