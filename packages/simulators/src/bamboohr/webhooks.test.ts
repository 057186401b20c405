import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { bamboohrDelivery } from "../index.ts";
import { simulate } from "../testing/client.ts";
import { post } from "../testing/post.ts";

const AT = Date.parse("2026-01-31T18:42:00.250Z");
const KEY = "00112233445566778899aabbccddeeff";
const LEFT = { employeeId: "204", action: "updated", changed: { Status: "Inactive" } } as const;

test("a delivery names the person and the fields, and is signed over the body and then the time", () => {
  const { headers, body } = bamboohrDelivery(
    { ...LEFT, changed: { status: "Inactive" } },
    { privateKey: KEY, at: AT },
  );
  expect(body).toBe(
    '{"type":"employee.updated","timestamp":"2026-01-31T18:42:00+0000",' +
      '"data":{"companyId":"12345","employeeId":"204","changedFields":["status"]}}',
  );
  expect(headers).toEqual({
    "content-type": "application/json",
    "x-bamboohr-timestamp": "1769884920",
    "x-bamboohr-signature": "b0b94319c3cc15cf87988e7ae1b6942f746d3ab91c2888a335fbef704ab6a12c",
  });
});

test("an older delivery tells values, each of them in an object of its own in the oldest form", () => {
  const bodyOf = (form: "fields" | "olderFields"): unknown =>
    JSON.parse(bamboohrDelivery(LEFT, { privateKey: KEY, at: AT, form }).body);
  const common = {
    id: "204",
    action: "Updated",
    timestamp: "2026-01-31T18:42:00+00:00",
    changedFields: ["Status"],
  };
  expect(bodyOf("fields")).toEqual({ employees: [{ ...common, fields: { Status: "Inactive" } }] });
  expect(bodyOf("olderFields")).toEqual({
    employees: [{ ...common, fields: { Status: { value: "Inactive" } } }],
  });
});

test("a webhook that is made gets a key that signs its deliveries", async () => {
  const simulator = await simulate({ employees: 3 });
  const wanted = {
    name: "Muster",
    url: "https://muster.test/hooks/1",
    events: ["employee.updated"],
    monitorFields: ["status"],
  };
  const response = await post(simulator, "/api/v1/webhooks", wanted);
  const made = (await response.json()) as Record<string, string>;
  expect([response.status, made]).toEqual([
    201,
    expect.objectContaining({
      ...wanted,
      id: expect.any(String),
      created: expect.stringMatching(/^2026-05-0\d \d\d:\d\d:\d\d$/),
      privateKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    }),
  ]);
  const { headers, body } = bamboohrDelivery(LEFT, { privateKey: made["privateKey"] ?? "", at: AT });
  const signed = createHmac("sha256", made["privateKey"] ?? "")
    .update(body)
    .update("1769884920")
    .digest("hex");
  expect(headers["x-bamboohr-signature"]).toBe(signed);
  const second = (await (await post(simulator, "/api/v1/webhooks", wanted)).json()) as Record<string, string>;
  expect(second["privateKey"]).not.toBe(made["privateKey"]);
});

test.each([
  { name: "Muster", url: "http://muster.test/hooks/1" },
  { url: "https://muster.test/hooks/1" },
  { name: "Muster", url: "https://muster.test/hooks/1", events: ["employee.promoted"] },
  {
    name: "Muster",
    url: "https://muster.test/hooks/1",
    events: ["employee.updated", "employee_with_fields.updated"],
  },
])("the webhook %j is refused", async (wanted) => {
  const simulator = await simulate({ employees: 3 });
  const response = await post(simulator, "/api/v1/webhooks", wanted);
  expect([response.status, await response.text()]).toEqual([400, ""]);
});
