import { first, plainDate, type SourceRecord } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { mapPage } from "./map-page.ts";

const record = (externalId: string, name: string): SourceRecord => ({
  externalId,
  vendorStatus: "active",
  fields: { name },
});

test("one bad record costs neither the page nor its place among those present", () => {
  const page = {
    records: [record("1", "Ada"), record("2", "G\0race"), record("", "Nobody"), record("4", "Alan")],
    rejected: [
      { externalId: "5", path: "hireDate", issue: "is no day" },
      { path: "id", issue: "is missing" },
    ],
    checkpoint: null,
  };
  const mapped = mapPage(page, { firstName: first("name") }, plainDate("2026-03-02"));
  expect(mapped.employees.map(({ externalId, fields }) => [externalId, fields.firstName])).toEqual([
    ["1", "Ada"],
    ["4", "Alan"],
  ]);
  expect(mapped.rejected).toEqual([
    { externalId: "2", path: "firstName", issue: "holds a NUL character" },
    { externalId: "5", path: "hireDate", issue: "is no day" },
  ]);
  expect(mapped.nameless).toEqual([
    { path: "id", issue: "is empty" },
    { path: "id", issue: "is missing" },
  ]);
});

test("an empty page is nobody", () => {
  expect(mapPage({ records: [], rejected: [], checkpoint: null }, {}, plainDate("2026-03-02"))).toEqual({
    employees: [],
    rejected: [],
    nameless: [],
  });
});
