import { contextAnswering } from "@muster/connector-testkit";
import { expect, test } from "vitest";

import { verify } from "./verify.ts";

interface Company {
  people: readonly object[];
  total?: number;
  inactive?: number;
}

/** The outcome of each check, by its id. */
async function outcomes({ people, total = people.length, inactive = 1 }: Company): Promise<object> {
  const context = contextAnswering(({ query }) => {
    const leavers = query["filter[status]"] === "inactive";
    const meta = { total: leavers ? inactive : total, page: { nextCursor: null } };
    return { body: { data: leavers ? [] : people, meta } };
  });
  return Object.fromEntries((await verify(context)).map(({ id, outcome }) => [id, outcome]));
}

function person(employeeId: string, changes: object = {}): object {
  const text = "x";
  return {
    employeeId,
    employeeNumber: employeeId,
    firstName: text,
    lastName: text,
    preferredName: text,
    displayName: text,
    workEmail: `${employeeId}@acme.test`,
    departmentName: text,
    divisionName: text,
    locationName: text,
    jobTitleName: text,
    reportsToId: "1",
    status: "Active",
    employmentStatusName: text,
    hireDate: "2024-03-04",
    originalHireDate: null,
    terminationDate: null,
    _restrictedFields: [],
    ...changes,
  };
}

const TEN = Array.from({ length: 10 }, (_, index) => person(String(index + 1)));

function tenAnd(changes: object): Company {
  return { people: [...TEN, person("11", changes)] };
}

test("a company in order passes every check", async () => {
  expect(await outcomes({ people: TEN, total: 5_001 })).toEqual({
    reachable: "pass",
    signedIn: "pass",
    listsPeople: "pass",
    seesLeavers: "pass",
    fieldsReadable: "pass",
    fillRates: "pass",
    callsPerFullSync: "pass",
  });
});

test("a key that sees nobody fails, and what could not be judged is left out", async () => {
  expect(await outcomes({ people: [], total: 0 })).toEqual({
    reachable: "pass",
    signedIn: "pass",
    listsPeople: "fail",
  });
});

test("no leavers at all is worth a look", async () => {
  expect(await outcomes({ people: TEN, inactive: 0 })).toMatchObject({ seesLeavers: "warn" });
});

test("a withheld field is a warning, a withheld status a failure", async () => {
  const place = { locationName: null, _restrictedFields: ["locationName"] };
  expect(await outcomes(tenAnd(place))).toMatchObject({ fieldsReadable: "warn" });
  const status = { status: null, _restrictedFields: ["status"] };
  expect(await outcomes(tenAnd(status))).toMatchObject({ fieldsReadable: "fail" });
});

test("a record without an id is a failure, another that cannot be read a warning", async () => {
  expect(await outcomes(tenAnd({ employeeId: null }))).toMatchObject({ fieldsReadable: "fail" });
  expect(await outcomes(tenAnd({ hireDate: "soon" }))).toMatchObject({ fieldsReadable: "warn" });
});

test("fewer than 80 % of the current people with a work e-mail is a warning; leavers do not count", async () => {
  const without = { workEmail: null };
  const two = TEN.map((_, index) => person(String(index + 1), index < 2 ? without : {}));
  const three = TEN.map((_, index) => person(String(index + 1), index < 3 ? without : {}));
  const left = Array.from({ length: 50 }, (_, index) =>
    person(`9${index}`, { ...without, status: "Inactive" }),
  );
  expect(await outcomes({ people: [...two, ...left] })).toMatchObject({ fillRates: "pass" });
  expect(await outcomes({ people: [...three, ...left] })).toMatchObject({ fillRates: "warn" });
});

test("a company whose newest records are all leavers is worth a look", async () => {
  expect(await outcomes({ people: [person("1", { status: "Inactive" })] })).toMatchObject({
    fillRates: "warn",
  });
});
