import { contextAnswering } from "@muster/connector-testkit";
import { expect, test } from "vitest";

import { LENA, nested, only, staff, type Values } from "./testing/people.ts";
import { verify } from "./verify.ts";

/** People of whom every mapped field has a value. */
function whole(count: number): Values[] {
  return staff(count, { "work.title": "7", "employee.orgLevel": "8" });
}

const LEFT: Values = { ...LENA, "root.id": "9", "internal.lifecycleStatus": "terminated" };

/** The outcome of each check, by its id. */
async function outcomes(people: readonly Values[]): Promise<object> {
  const context = contextAnswering(({ body: { fields, filters } }) => {
    const asked = JSON.stringify(filters ?? "all");
    const found = people.filter(
      (person) => asked === '"all"' || asked.includes(`"${String(person["root.id"])}"`),
    );
    const labels = { "work.department": "Research", "work.title": "Engineer", "employee.orgLevel": "Senior" };
    return { body: { employees: found.map((person) => nested(only(person, fields), labels)) } };
  });
  return Object.fromEntries((await verify(context)).map(({ id, outcome }) => [id, outcome]));
}

function without(...ids: readonly string[]): Values[] {
  return staff(5).map((person) =>
    Object.fromEntries(Object.entries(person).filter(([key]) => !ids.includes(key))),
  );
}

test("a company in order passes every check", async () => {
  expect(await outcomes([...whole(10), LEFT])).toEqual({
    reachable: "pass",
    signedIn: "pass",
    listsPeople: "pass",
    headCount: "pass",
    seesLeavers: "pass",
    fieldsReadable: "pass",
    fillRates: "pass",
    callsPerFullSync: "pass",
  });
});

test("a service user in no group sees nobody and fails, and what could not be judged is left out", async () => {
  expect(await outcomes([])).toEqual({ reachable: "pass", signedIn: "pass", listsPeople: "fail" });
});

test("no leavers at all is worth a look", async () => {
  expect(await outcomes(staff(10))).toMatchObject({ seesLeavers: "warn" });
});

test("a field that nobody has is a warning, the lifecycle a failure", async () => {
  expect(await outcomes(without("work.site"))).toMatchObject({ fieldsReadable: "warn" });
  expect(await outcomes(without("internal.lifecycleStatus"))).toMatchObject({ fieldsReadable: "fail" });
});

test("a service user without the whole category is refused, and nothing is said of leavers", async () => {
  const lifecycle = ["internal.status", "internal.lifecycleStatus", "internal.terminationDate"];
  expect(await outcomes(without(...lifecycle))).toEqual({
    reachable: "pass",
    signedIn: "pass",
    listsPeople: "fail",
  });
});

test("a record that cannot be read is a warning", async () => {
  const odd = { ...LENA, "work.startDate": "soon" };
  expect(await outcomes([...staff(5), odd])).toMatchObject({ fieldsReadable: "warn" });
});

test("fewer than 80 % of the current people with a work e-mail is a warning; leavers do not count", async () => {
  const some = (missing: number) =>
    whole(10).map((person, index) => (index < missing ? { ...person, "root.email": null } : person));
  const gone = { ...LEFT, "root.email": null };
  expect(await outcomes([...some(2), gone])).toMatchObject({ fillRates: "pass" });
  expect(await outcomes([...some(3), gone])).toMatchObject({ fillRates: "warn" });
  expect(await outcomes([LEFT])).toMatchObject({ fillRates: "warn" });
});
