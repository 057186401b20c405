import { first, plainDate } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { mapEmployee } from "../map-employee.ts";
import { autoMap } from "./auto-map.ts";

const record = (level?: string | null) => ({
  externalId: "1",
  vendorStatus: "active" as const,
  startDate: null,
  endDate: null,
  fields: { mail: "ada@acme.test", ...(level !== undefined && { level }) },
});

test.each([
  ["Sr. Manager", { seniority: "manager" }, { seniorityLabel: "Sr. Manager" }],
  ["IC5", { seniority: null }, { seniorityLabel: "IC5" }],
  [null, { seniority: null }, { seniorityLabel: null }],
  [undefined, {}, undefined],
])("a declared level %j becomes a common word, beside the vendor's own", (level, fields, attributes) => {
  const mapping = autoMap({ workEmail: first("mail"), seniority: first("level") });
  const mapped = mapEmployee(record(level), mapping, plainDate("2026-03-02"));
  if ("rejected" in mapped) throw new Error(mapped.rejected.issue);
  const { workEmail, ...others } = mapped.employee.fields;
  expect([workEmail, others, mapped.employee.attributes]).toEqual(["ada@acme.test", fields, attributes]);
});

test("what declares no level gets nothing beside what it declares", () => {
  expect(autoMap({ workEmail: first("mail") })).toEqual({ workEmail: { first: ["mail"] } });
});
