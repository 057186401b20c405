import { plainDate } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readRecord } from "./record.ts";
import { worker } from "./testing/context.ts";

const CONTEXT = { asOf: plainDate("2026-10-05"), wanted: [] };
const ID = "65aa10c2d4e1f20b3c7a9002";

function recordOf(changes: object, redacted: readonly string[] = []) {
  const read = readRecord(worker(ID, changes), redacted, CONTEXT);
  if ("rejected" in read) throw new Error(`rejected: ${read.rejected.path} ${read.rejected.issue}`);
  return read;
}

test("a worker is flattened to what is mapped, and nothing else of it is kept", () => {
  const { record, withheld } = recordOf({ date_of_birth: "1980-01-01", compensation: { value: 1 } });
  expect(withheld).toEqual([]);
  expect(record).toEqual({
    externalId: ID,
    personId: `u-${ID}`,
    vendorStatus: "active",
    startDate: "2024-02-01",
    endDate: null,
    fields: {
      id: ID,
      user_id: `u-${ID}`,
      number: "17",
      "user.number": "1007",
      work_email: "ines.falk@northwind.test",
      "user.emails.work": "i.falk@northwind.test",
      "user.name.given_name": "Agnes",
      "user.name.family_name": "Falk",
      "user.name.preferred_given_name": "Ines",
      "user.name.preferred_family_name": null,
      "user.display_name": "Ines Falk",
      status: "ACTIVE",
      start_date: "2024-02-01",
      end_date: null,
      title: "VP Engineering",
      department_id: "65aa0f00d4e1f20b3c7a1001",
      "department.name": "Engineering",
      "level.name": "VP",
      manager_id: "65aa10c2d4e1f20b3c7a9001",
      "employment_type.label": "Salaried, full-time",
      "employment_type.type": "EMPLOYEE",
      "employment_type.amount_worked": "FULL-TIME",
      "location.type": "REMOTE",
      country: "DE",
    },
  });
});

test.each([
  ["ACTIVE", "active"],
  ["TERMINATED", "terminated"],
  ["HIRED", "preStart"],
  ["ACCEPTED", "preStart"],
  ["INIT", "unknown"],
  ["active", "unknown"],
  ["ON_LEAVE", "unknown"],
  ["", "unknown"],
  [null, "unknown"],
  [undefined, "unknown"],
])("the status %j is reported as %j", (status, reported) => {
  expect(recordOf({ status }).record.vendorStatus).toBe(reported);
});

test.each([
  ["a draft", { status: "INIT", start_date: "2026-12-01" }],
  ["a lost offer", { status: "TERMINATED", termination_details: { type: "RESCIND", reason: null } }],
  ["a declined one", { status: "TERMINATED", termination_details: { type: "OFFER_DECLINED" } }],
  ["a leaver before the first day", { status: "TERMINATED", start_date: "2026-10-06" }],
])("%s has no first day, so that no joiner is seen in it", (_, change) => {
  expect(recordOf(change).record).toMatchObject({ startDate: null });
});

test("a leaver keeps the first day, whatever the reason says", () => {
  const left = { status: "TERMINATED", end_date: "2026-09-30", termination_details: { type: "SABBATICAL" } };
  expect(recordOf(left).record).toMatchObject({ startDate: "2024-02-01", endDate: "2026-09-30" });
  expect(recordOf({ ...left, termination_details: "odd" }).record.startDate).toBe("2024-02-01");
});

test("without an address of the work type there is none, whoever else writes to the person", () => {
  const user = { emails: [{ value: "ines@home.test", type: "HOME" }] };
  const { fields } = recordOf({ work_email: null, user }).record;
  expect(fields).toMatchObject({ work_email: null, "user.emails.work": null });
});

test.each([
  ["end_date", ["end_date"]],
  ["department", ["department.name"]],
  ["department_id", ["department_id", "department.name"]],
  ["user.name.given_name", ["user.name.given_name"]],
  ["location", ["location.type", "location.name"]],
])("a null that is redacted as %s is not returned rather than empty, and is reported", (name, fields) => {
  const nulls = { end_date: null, department: null, department_id: null, location: null };
  const user = { name: { given_name: null, family_name: "Falk" } };
  const { record, withheld } = recordOf({ ...nulls, user }, [name]);
  expect(withheld).toEqual(fields);
  for (const field of fields) expect(record.fields).not.toHaveProperty([field]);
  if (name === "end_date") expect(record).not.toHaveProperty("endDate");
});

test("redactions may stand at the worker itself", () => {
  const { record, withheld } = recordOf({
    level: null,
    level_id: null,
    __meta: { redacted_fields: [{ name: "level", reason: "Insufficient entitlements" }] },
  });
  expect(withheld).toEqual(["level.name"]);
  expect(record.fields).not.toHaveProperty(["level.name"]);
});

test("redactions of what nobody asked for are not repeated", () => {
  expect(recordOf({}, ["date_of_birth", "country_fields"]).withheld).toEqual([]);
});

test("an object that is named by its id and did not come is withheld, one that there is none of is empty", () => {
  const { record, withheld } = recordOf({ department: null, level: null, level_id: null });
  expect(withheld).toEqual(["department.name"]);
  expect(record.fields).not.toHaveProperty(["department.name"]);
  expect(record.fields["level.name"]).toBeNull();
});

const GUILD = "custom_fields.Guild";

/** A record read for a mapping that wants one of the company's own fields. */
function ownOf(changes: object, redacted: readonly string[] = []) {
  const read = readRecord(worker(ID, changes), redacted, { ...CONTEXT, wanted: [GUILD] });
  if ("rejected" in read) throw new Error(`rejected: ${read.rejected.path} ${read.rejected.issue}`);
  return read;
}

test("of the company's own fields the wanted ones are kept, and no others", () => {
  const custom_fields = [
    { name: "Guild", value: "A" },
    { name: "Salary band", value: "7" },
  ];
  expect(ownOf({ custom_fields }).record.fields).toMatchObject({ [GUILD]: "A" });
  expect(JSON.stringify(ownOf({ custom_fields }))).not.toContain("Salary");
  expect(recordOf({ custom_fields }).record.fields).not.toHaveProperty([GUILD]);
});

test("an own field that is not among those that came is empty; where none came it is not returned", () => {
  expect(ownOf({ custom_fields: [] }).record.fields[GUILD]).toBeNull();
  for (const custom_fields of [null, undefined]) {
    expect(ownOf({ custom_fields }).record.fields).not.toHaveProperty([GUILD]);
  }
});

test("a value that is no text, number or yes-no costs nobody the record", () => {
  const custom_fields = [{ name: "Guild", value: { amount: 7 } }];
  expect(ownOf({ custom_fields }).record.fields).not.toHaveProperty([GUILD]);
});

test.each(["custom_fields", GUILD])("own fields that are redacted as %s are withheld", (name) => {
  const { record, withheld } = ownOf({ custom_fields: [] }, [name]);
  expect(withheld).toEqual([GUILD]);
  expect(record.fields).not.toHaveProperty([GUILD]);
});

test.each([[null], [undefined], ["  "]])("with the user id %j nothing is known of the person", (user_id) => {
  expect(recordOf({ user_id }).record).not.toHaveProperty("personId");
});

test("what is absent is not returned, and nobody is warned for it", () => {
  const { id, created_at, updated_at } = worker(ID);
  const read = readRecord({ id, created_at, updated_at }, [], CONTEXT);
  expect(read).toEqual({
    record: { externalId: ID, vendorStatus: "unknown", fields: { id: ID } },
    withheld: [],
  });
});

test.each([[null], [undefined], [""], ["  "], [7], [{}]])(
  "a worker whose id is %j is turned away without an id",
  (id) => {
    const read = readRecord(worker(ID, { id }), [], CONTEXT);
    expect(read).toMatchObject({ rejected: { path: "id" } });
    expect(read).not.toHaveProperty("rejected.externalId");
  },
);

test.each([[null], [7], ["65aa"], [[]]])("%j is no worker and is turned away without an id", (raw) => {
  expect(readRecord(raw, [], CONTEXT)).not.toHaveProperty("rejected.externalId");
});

test.each([
  ["start_date", { start_date: "2026-02-30" }],
  ["start_date", { start_date: "2026-02-01T00:00:00+02:00" }],
  ["number", { number: 2 ** 53 }],
  ["number", { number: 1.5 }],
  ["title", { title: ["Falk"] }],
  ["user.number", { user: "Falk" }],
  ["user.emails.work", { user: { emails: "i.falk@northwind.test" } }],
  ["__meta.redacted_fields", { __meta: { redacted_fields: "all" } }],
])("a worker whose %s cannot be read is turned away by name, without repeating the value", (path, change) => {
  const read = readRecord(worker(ID, change), [], CONTEXT);
  expect(read).toMatchObject({ rejected: { externalId: ID, path } });
  expect(JSON.stringify(read)).not.toMatch(/falk|2026/i);
});
