import { contextAnswering } from "@muster/connector-testkit";
import type { Check } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { DATASET_PATH } from "./api.ts";
import { companyOf, ids, person, refuse } from "./testing/company.ts";
import { verify } from "./verify.ts";

interface Company {
  people: readonly object[];
  total?: number;
  inactive?: number;
}

function checksOf({ people, total = people.length, inactive = 1 }: Company): Promise<Check[]> {
  return verify(
    contextAnswering(({ query }) => {
      const leavers = query["filter[status]"] === "inactive";
      const meta = { total: leavers ? inactive : total, page: { nextCursor: null } };
      return { body: { data: leavers ? [] : people, meta } };
    }),
  );
}

function outcomesOf(checks: readonly Check[]): Record<string, string> {
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

function detailOf(checks: readonly Check[], id: string): string | undefined {
  return checks.find((check) => check.id === id)?.detail;
}

const TEN = ids(10).map((id) => person(id));

function tenAnd(changes: object): Company {
  return { people: [...TEN, person("11", changes)] };
}

test("a company in order passes every check, with its head count, its leavers and the price of a full sync", async () => {
  const checks = await checksOf({ people: TEN, total: 5_001, inactive: 17 });
  expect(outcomesOf(checks)).toEqual({
    reachable: "pass",
    signedIn: "pass",
    listsPeople: "pass",
    headCount: "pass",
    seesLeavers: "pass",
    fieldsReadable: "pass",
    fillRates: "pass",
    callsPerFullSync: "pass",
  });
  expect(detailOf(checks, "headCount")).toContain("5001 people");
  expect(detailOf(checks, "seesLeavers")).toContain("17");
  expect(detailOf(checks, "callsPerFullSync")).toBe("3, of up to 2500 people each");
});

test("credentials that see nobody fail", async () => {
  expect(outcomesOf(await checksOf({ people: [], total: 0 }))).toMatchObject({ listsPeople: "fail" });
});

test("no leavers at all is worth a look", async () => {
  expect(outcomesOf(await checksOf({ people: TEN, inactive: 0 }))).toMatchObject({ seesLeavers: "warn" });
});

test("a withheld field is a warning; a withheld status, or a record without an id, a failure", async () => {
  const place = { locationName: null, _restrictedFields: ["locationName"] };
  expect(outcomesOf(await checksOf(tenAnd(place)))).toMatchObject({ fieldsReadable: "warn" });
  const status = { status: null, _restrictedFields: ["status"] };
  expect(outcomesOf(await checksOf(tenAnd(status)))).toMatchObject({ fieldsReadable: "fail" });
  expect(outcomesOf(await checksOf(tenAnd({ employeeId: null })))).toMatchObject({ fieldsReadable: "fail" });
});

test("nobody's status to be seen is a missing right", async () => {
  const people = [person("1", { status: null, _restrictedFields: ["status"] })];
  expect((await checksOf({ people })).at(-1)).toMatchObject({
    id: "listsPeople",
    outcome: "fail",
    kind: "permission",
  });
});

test("the newest are looked at, with the fields of the dataset that the mapping wants", async () => {
  const dataset = ids(150).map((eeid) => ({ eeid, customField4337: "x" }));
  const { context, asked } = companyOf({ list: ids(150), dataset }, { wanted: ["customField4337"] });
  const checks = await verify(context);
  expect(outcomesOf(checks)).toMatchObject({ fieldsReadable: "pass" });
  expect(asked[0]?.query).toMatchObject({ sort: "-employeeId", "page[limit]": 250 });
  const fields = asked.filter(({ path }) => path === DATASET_PATH).map(({ body }) => body["fields"]);
  expect(fields).toEqual([
    ["eeid", "customField4337"],
    ["eeid", "customField4337"],
  ]);
  expect(detailOf(checks, "callsPerFullSync")).toBe(
    "2: 1 of the list, 1 for fields that the list does not have",
  );
});

test("a field of the dataset that may not be read is told by its name", async () => {
  const before = (question: Parameters<typeof refuse>[0]) =>
    String(question.body["fields"]).includes("customField4337") ? refuse(question, 403, {}) : undefined;
  const dataset = ids(3).map((eeid) => ({ eeid }));
  const { context } = companyOf({ list: ids(3), dataset, before }, { wanted: ["customField4337"] });
  const checks = await verify(context);
  expect(outcomesOf(checks)).toMatchObject({ fieldsReadable: "warn" });
  expect(detailOf(checks, "fieldsReadable")).toContain("customField4337");
});

test("a dataset that may not be seen is a missing right", async () => {
  const before = (question: Parameters<typeof refuse>[0]) =>
    question.path === DATASET_PATH ? refuse(question, 404, {}) : undefined;
  const { context } = companyOf({ list: ids(3), before }, { wanted: ["jobLevel"] });
  expect((await verify(context)).at(-1)).toMatchObject({ outcome: "fail", kind: "permission" });
});
