import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readListPage } from "./list.ts";

const meta = (total: number, nextCursor: string | null) => ({
  total,
  page: { limit: 2_500, nextCursor, prevCursor: null },
});

test("a page gives its people, its total and where the next page starts", () => {
  const body = { data: [{ employeeId: "1", status: "Active" }, { status: "Active" }], meta: meta(3, "eyJ9") };
  const page = readListPage(body);
  expect(page).toMatchObject({ total: 3, next: "eyJ9" });
  expect(page.records.map((record) => record.externalId)).toEqual(["1"]);
  expect(page.rejected).toHaveLength(1);
});

test("the last page names no page after it, and an empty company is a page like any other", () => {
  expect(readListPage({ data: [], meta: meta(0, null) })).toMatchObject({
    next: null,
    total: 0,
    records: [],
  });
});

test.each([
  [null],
  [""],
  ["<html></html>"],
  [{}],
  [[]],
  [{ data: [] }],
  [{ meta: meta(0, null) }],
  [{ data: {}, meta: meta(0, null) }],
  [{ data: null, meta: meta(0, null) }],
  [{ data: [], meta: { total: 0 } }],
  [{ data: [], meta: { page: { nextCursor: null } } }],
  [{ data: [], meta: { total: "0", page: { nextCursor: null } } }],
  [{ data: [], meta: { total: 0, page: {} } }],
  [{ data: [], meta: meta(9, "eyJ9") }],
])("%j is an error and never an empty list", (body) => {
  let caught: unknown;
  try {
    readListPage(body);
  } catch (error) {
    caught = error;
  }
  expect(isConnectorError(caught) && caught.kind).toBe("contract");
});

test("a page that shows nobody's status is a missing right, not a company of unknown people", () => {
  const hidden = { employeeId: "1", status: null, _restrictedFields: ["status"] };
  const seen = { employeeId: "2", status: "Active" };
  let caught: unknown;
  try {
    readListPage({ data: [hidden], meta: meta(1, null) });
  } catch (error) {
    caught = error;
  }
  expect(isConnectorError(caught) && [caught.kind, caught.code]).toEqual(["permission", "statusNotReadable"]);
  expect(readListPage({ data: [hidden, seen], meta: meta(2, null) }).records).toHaveLength(2);
});
