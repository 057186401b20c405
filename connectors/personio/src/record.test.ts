import { plainDate, type SourceRecord } from "@muster/connector-sdk";
import { contextAnswering } from "@muster/connector-testkit";
import { expect, test } from "vitest";
import { Person, readPerson } from "./record.ts";
import { employments, person } from "./testing/persons.ts";

const CONTEXT = {
  ...contextAnswering(() => ({})),
  departments: new Map([["9", "Engineering"]]),
};

function read(row: object = {}, job: object = {}, known: Partial<typeof CONTEXT> = {}) {
  const asked = { ...CONTEXT, ...known };
  return readPerson(Person.parse(person("3003", row)), employments("3003", job), asked);
}

function recordOf(...given: Parameters<typeof read>): SourceRecord {
  const one = read(...given);
  if ("rejected" in one) throw new Error(`turned away: ${one.rejected.path}`);
  return one.record;
}

test("a person is read together with the latest employment", () => {
  expect(read()).toEqual({
    record: {
      externalId: "3003",
      vendorStatus: "active",
      startDate: plainDate("2024-02-01"),
      endDate: null,
      fields: {
        email: "ola@north.test",
        first_name: "Ola",
        last_name: "Brandt",
        preferred_name: null,
        status: "ACTIVE",
        employment_start_date: "2024-02-01",
        employment_end_date: null,
        "position.title": "Engineer",
        department: "Engineering",
        "supervisor.id": "3001",
      },
    },
    withheld: [],
  });
});

test.each([
  ["ACTIVE", "ACTIVE", "active"],
  ["ACTIVE", "LEAVE", "onLeave"],
  ["ACTIVE", "ONBOARDING", "preStart"],
  ["INACTIVE", "INACTIVE", "terminated"],
  ["ACTIVE", "INACTIVE", "unknown"],
  ["INACTIVE", "ACTIVE", "unknown"],
  ["INACTIVE", "UNSPECIFIED", "unknown"],
  ["ACTIVE", "constructor", "unknown"],
  [undefined, "INACTIVE", "terminated"],
  ["INACTIVE", undefined, "terminated"],
  [undefined, undefined, "unknown"],
])("a person who is %s in an employment that is %s is %s", (status, job, state) => {
  expect(recordOf({ status }, { status: job }).vendorStatus).toBe(state);
});

test("what is empty is null, and what was not ticked is left out and named", () => {
  const empty = recordOf({ email: " " }, { position: null, supervisor: null, org_units: [] });
  expect(empty.fields).toMatchObject({
    email: null,
    "position.title": null,
    "supervisor.id": null,
    department: null,
  });
  const withheld = { position: undefined, employment_end_date: undefined, org_units: undefined };
  const fewer = read({ email: undefined }, withheld);
  expect(fewer).toMatchObject({
    withheld: ["email", "employment_end_date", "position.title", "department"],
  });
  expect(recordOf({ email: undefined }, withheld)).not.toHaveProperty("endDate");
});

test.each([
  ["whose name may not be read", { departments: undefined }],
  ["that the list of departments does not have", { departments: new Map([["8", "Team"]]) }],
])("a department %s is not empty", (_, known) => {
  // Names that may not be read are undefined, which the map of this test's context cannot be.
  expect(read({}, {}, known as Partial<typeof CONTEXT>)).toMatchObject({ withheld: ["department"] });
});

test("the company's own attributes are read when they are wanted: tags as one text, an empty text as null", () => {
  const wanted = ["dynamic_12", "dynamic_13", "dynamic_14", "dynamic_15"].map(
    (id) => `custom_attributes.${id}`,
  );
  expect(recordOf({}, {}, { wanted }).fields).toMatchObject({
    "custom_attributes.dynamic_12": "L5",
    "custom_attributes.dynamic_13": null,
    "custom_attributes.dynamic_14": "Go, SQL",
    "custom_attributes.dynamic_15": 12,
  });
  const object = read({}, {}, { wanted: ["custom_attributes.dynamic_16"] });
  expect(object).toMatchObject({ withheld: ["custom_attributes.dynamic_16"] });
});

test.each([
  ["of nobody", { _data: [] }],
  ["without its list", {}],
  ["that are a refusal", { errors: [{ title: "Resource not found." }] }],
  ["of somebody else", employments("3004")],
  ["that begin on no day", employments("3003", { employment_start_date: "2026-02-31" })],
  ["with a position of another form", employments("3003", { position: "Engineer" })],
])("employments %s turn the person away by id, so that nobody looks gone", (_, answer) => {
  const turnedAway = readPerson(Person.parse(person("3003")), answer, CONTEXT);
  expect(turnedAway).toMatchObject({ rejected: { externalId: "3003" } });
});
