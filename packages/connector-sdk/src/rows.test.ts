import { expect, test } from "vitest";
import { pageOf, readRow, valuesIn } from "./rows.ts";

const KNOWN = { externalId: "7", vendorStatus: "active", startDate: "2024-02-29", endDate: null } as const;

test("a value is kept, an empty one is null, and one that did not come is named", () => {
  expect(readRow(KNOWN, { email: "ada@acme.test", team: null, title: undefined })).toEqual({
    record: { ...KNOWN, fields: { email: "ada@acme.test", team: null } },
    withheld: ["title"],
  });
});

test("days that did not come are no part of the record", () => {
  const read = readRow({ ...KNOWN, startDate: undefined, endDate: undefined }, {});
  expect(read).toEqual({
    record: { externalId: "7", vendorStatus: "active", fields: {} },
    withheld: [],
  });
});

const FIELDS = [
  { id: "email", label: "Mail", type: "email" },
  { id: "job.title", label: "Title", type: "text" },
  { id: "job.since", label: "Since", type: "date" },
  { id: "desk", label: "Desk", type: "number" },
  { id: "remote", label: "Remote", type: "boolean" },
] as const;

test("fields are found by their paths: null on the way is null, and what is missing is not returned", () => {
  const row = { email: "ada@acme.test", job: { title: " ", since: "2024-02-29" }, desk: 12, remote: false };
  const values = { email: row.email, "job.title": null, "job.since": "2024-02-29", desk: 12, remote: false };
  expect(valuesIn(FIELDS, row).data).toEqual(values);
  expect(valuesIn(FIELDS, { job: null }).data).toEqual({ "job.title": null, "job.since": null });
  for (const nothing of [{}, null]) expect(valuesIn(FIELDS, nothing).data).toEqual({});
});

test.each([
  { email: 7 },
  { job: { since: "2026-02-31" } },
  { job: "CTO" },
  { job: [] },
  { desk: "12" },
  "Ada",
])("%j is not of its type", (row) => {
  expect(valuesIn(FIELDS, row).success).toBe(false);
});

test("a page names once what was withheld from any of its people, and keeps those who were turned away", () => {
  const rejected = { externalId: "8", path: "email", issue: "is not text" };
  const rows = [
    readRow(KNOWN, { title: undefined }),
    { rejected },
    readRow(KNOWN, { title: undefined, team: undefined }),
  ];
  expect(pageOf(rows, { cursor: "c" }, 3)).toMatchObject({
    records: [{ externalId: "7" }, { externalId: "7" }],
    rejected: [rejected],
    restricted: ["title", "team"],
    checkpoint: { cursor: "c" },
    total: 3,
  });
  expect(pageOf([], null)).not.toHaveProperty("total");
});
