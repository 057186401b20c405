import { expect, test } from "vitest";
import { hibobDelivery, hibobPing } from "../index.ts";

const SECRET = "a-webhook-secret";
const AT = Date.parse("2026-01-08T13:06:26.915Z");
const PERSON = "3421987654321098765";

const dataOf = (event: Parameters<typeof hibobDelivery>[0]): unknown =>
  (JSON.parse(hibobDelivery(event, { secret: SECRET, at: AT }).body) as { data: unknown }).data;

test("a delivery has ids and no values, and is signed over its bytes", () => {
  const { headers, body } = hibobDelivery(
    { type: "employee.updated", employeeId: PERSON, fields: ["work.title"] },
    { secret: SECRET, at: AT, triggeredBy: "3421987654321091111" },
  );
  expect(body).toBe(
    '{"companyId":654321,"type":"employee.updated","triggeredBy":"3421987654321091111",' +
      '"triggeredAt":"2026-01-08T13:06:26.915906","version":"v2",' +
      '"data":{"employeeId":"3421987654321098765","fieldUpdates":[{"id":"work.title"}]}}',
  );
  expect(headers["bob-signature"]).toBe(
    "o9K+KC5CtP20g/jZXE4jYbC1Si9eIHECFK5wBfmz1kFlZ3bp8UqDcVcGEA/oiDZAwIW/4KSXfQkoXApUkOxoig==",
  );
});

test("an entry of a table is named by its day or by its number; a state's own event by the person", () => {
  const entry = { type: "table.entry.created", employeeId: PERSON, tableId: "lifecycle" } as const;
  expect(dataOf({ ...entry, entry: { effectiveDate: "2026-01-08" } })).toEqual({
    employeeId: PERSON,
    tableId: "lifecycle",
    effectiveDate: "2026-01-08",
  });
  expect(dataOf({ ...entry, tableId: "equity", entry: { id: 7 } })).toEqual({
    employeeId: PERSON,
    tableId: "equity",
    id: 7,
  });
  expect(dataOf({ type: "employee.left", employeeId: PERSON })).toEqual({ employeeId: PERSON });
});

test("a ping is a text or an object, signed like the rest", () => {
  const [text, object] = [
    hibobPing({ secret: SECRET, form: "text" }),
    hibobPing({ secret: SECRET, form: "object" }),
  ];
  expect([text.body, object.body]).toEqual(['"Ping test"', '{"text":"Ping test"}']);
  expect(text.headers["bob-signature"]).toBe(
    "cWK57MW9VGypB2ISuWf0JaRio5cL3UiAWz5Bdow32JpYDB2U7IcMpMuXWjglypBiI6p0EcUTLaKr9e9ECuQa+Q==",
  );
  expect(object.headers["bob-signature"]).not.toBe(
    "cWK57MW9VGypB2ISuWf0JaRio5cL3UiAWz5Bdow32JpYDB2U7IcMpMuXWjglypBiI6p0EcUTLaKr9e9ECuQa+Q==",
  );
});
