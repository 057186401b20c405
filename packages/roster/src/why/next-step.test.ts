import { expect, test } from "vitest";
import type { Employee } from "../employee.ts";
import { nextStep, type Stored } from "./next-step.ts";

const ADA: Employee = {
  externalId: "7",
  employment: "active",
  startDate: undefined,
  endDate: undefined,
  fields: { workEmail: "ada@acme.test", department: "Legal" },
};
const STRANGER: Stored = { record: null, member: null, emailKeeper: null };
const MEMBER: Stored = {
  record: { claim: "employed", employment: "active" },
  member: {
    status: "active",
    waits: [],
    attributes: {},
    pinned: [],
    fields: { department: "Sales" },
    claimedElsewhere: false,
    keptOut: false,
  },
  emailKeeper: null,
};

test.each([
  [{}, "create"],
  [{ departments: ["LEGAL "] }, "create"],
  [{ departments: ["Sales"] }, "skip"],
  [{ excludeDepartments: ["legal"] }, "skip"],
  [{ departments: ["Legal"], locations: ["Oslo"] }, "skip"],
  [{ excludeLocations: ["Oslo"] }, "create"],
])("a stranger under the scope %j: %s", (scope, action) => {
  expect(nextStep(ADA, STRANGER, { scope, atCreation: [] }).action).toBe(action);
});

test("a member leaves with the scope, unless their field was not returned or another record claims them", () => {
  const scope = { departments: ["Sales"] };
  expect(nextStep(ADA, MEMBER, { scope, atCreation: [] })).toMatchObject({
    action: "deactivate",
    words: "A leaver: the policy no longer takes them in.",
  });
  expect(nextStep({ ...ADA, fields: {} }, MEMBER, { scope, atCreation: [] }).action).toBe("nothing");
  const twice = { ...MEMBER, member: MEMBER.member && { ...MEMBER.member, claimedElsewhere: true } };
  expect(nextStep(ADA, twice, { scope, atCreation: [] }).action).toBe("update");
});

test("a stranger with a member's address is that member where they have no record here, and else a question", () => {
  const among = (joinable: boolean): Stored => ({ ...STRANGER, emailKeeper: { id: 7, joinable } });
  expect(nextStep(ADA, among(true), { scope: {}, atCreation: [] })).toMatchObject({
    action: "link",
    words: expect.stringContaining("member 7"),
  });
  expect(nextStep(ADA, among(false), { scope: {}, atCreation: [] }).action).toBe("conflict");
});
