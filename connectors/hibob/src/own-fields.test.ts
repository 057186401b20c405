import { contextAnswering } from "@muster/connector-testkit";
import type { FieldValue, Page } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readOne } from "./by-id.ts";
import { FIELD_IDS } from "./fields.ts";
import { readAll } from "./list.ts";
import { LENA, nested, slashed, type Values } from "./testing/people.ts";

const GUILD = "work.custom.field_1698036945383";

const definition = (type: string, more: object = {}) => ({
  category: "work",
  id: GUILD,
  jsonPath: GUILD,
  name: "Guild",
  type,
  typeData: {},
  ...more,
});

interface Told {
  value?: unknown;
  label?: unknown;
  /** Without copies that only some tenants show. */
  slashOnly?: boolean;
}

/** A read that wants the guild too: Lena has this value of it. */
async function read(metadata: object, { value, label, slashOnly = false }: Told, wanted = [GUILD]) {
  const asked: string[] = [];
  const bodies: unknown[] = [];
  const person: Values = value === undefined ? LENA : { ...LENA, [GUILD]: value };
  const labels = label === undefined ? {} : { [GUILD]: label };
  const employee = slashOnly ? slashed(person) : nested(person, { ...labels, "work.department": "Research" });
  const context = contextAnswering(
    ({ path, body }) => {
      asked.push(path);
      if (path === "/company/people/fields") return { body: [metadata] };
      if (path.startsWith("/company/named-lists/")) {
        return {
          body: {
            values: [
              { id: "7", value: "Gold" },
              { id: 8, value: "Blue" },
              { id: "209192163", value: "R" },
            ],
          },
        };
      }
      bodies.push(body["fields"]);
      return { body: path === "/people/search" ? { employees: [employee] } : employee };
    },
    { wanted: ["root.email", ...wanted] },
  );
  const pages: Page[] = [];
  for await (const page of readAll(context, null)) pages.push(page);
  const look = await readOne(context, String(LENA["root.id"]));
  const [page] = pages;
  return { page, look, asked, bodies, read: page?.records[0]?.fields[GUILD] };
}

const cases: readonly [string, string, Told, FieldValue | undefined][] = [
  ["text", "text", { value: "Guild A" }, "Guild A"],
  ["a blank text", "text", { value: " " }, null],
  ["nothing", "text", { value: null }, null],
  ["a number", "number", { value: 7.5, label: "7,5" }, 7.5],
  ["a yes", "boolean", { value: true, label: "Ja" }, true],
  ["a day, never in somebody's locale", "date", { value: "2026-03-04", label: "04/03/2026" }, "2026-03-04"],
  ["an item of a list", "list", { value: "7", label: "Gold guild" }, "Gold guild"],
  ["an item that only the named list tells", "list", { value: "7" }, "Gold"],
  ["an item by a number", "list_id", { value: 8 }, "Blue"],
  ["an item of a hierarchy", "hierarchy-list", { value: "7" }, "Gold"],
  [
    "several items",
    "multi-list",
    { value: ["7", "8"], label: ["Gold guild", "Blue guild"] },
    "Gold guild, Blue guild",
  ],
  ["several items that only the named list tells", "multi-list", { value: ["7", "8"] }, "Gold, Blue"],
  ["an item that nothing tells", "list", { value: "9" }, undefined],
  ["a person", "employee-reference", { value: { id: "77", displayName: "Omar Hale" } }, "77"],
  ["a person by the bare id", "employee", { value: "77" }, "77"],
  [
    "a sum of money, as people see it",
    "currency",
    { value: { value: 7, currency: "EUR" }, label: "7 EUR" },
    "7 EUR",
  ],
  ["a sum of money without a label", "currency", { value: { value: 7, currency: "EUR" } }, undefined],
  ["text under its slash key alone", "text", { value: "Guild A", slashOnly: true }, "Guild A"],
];

test.each(cases)("of a wanted field %s is read", async (_, type, told, expected) => {
  const { read: value, page, look } = await read(definition(type, { typeData: { listId: "guilds" } }), told);
  expect(value).toBe(expected);
  expect(page?.rejected).toEqual([]);
  expect(look).toMatchObject({ found: true, record: page?.records[0] });
});

test("a value of an unforeseen form costs nobody the record", async () => {
  for (const value of [{ odd: true }, ["x"], { id: {} }]) {
    const { page } = await read(definition("text"), { value });
    expect(page).toMatchObject({ rejected: [], records: [{ externalId: LENA["root.id"] }] });
  }
});

test("it is asked for by its id and found where the metadata says", async () => {
  const { bodies, page } = await read(definition("text", { jsonPath: "work.title" }), { value: undefined });
  expect(bodies).toEqual([
    [...FIELD_IDS, GUILD],
    [...FIELD_IDS, GUILD],
  ]);
  expect(page?.records[0]?.fields[GUILD]).toBe(LENA["work.title"]);
});

test("a field that Bob knows no more is reported, and nothing is read for it", async () => {
  const { page } = await read(definition("text", { id: "work.custom.field_2" }), { value: undefined });
  expect(page?.restricted).toEqual([GUILD]);
  expect(page?.records[0]?.fields).not.toHaveProperty([GUILD]);
});

test("what is nobody's business is not asked for, even where it is wanted", async () => {
  const { bodies } = await read(definition("ssn"), { value: "078-05-1120" });
  expect(bodies).toEqual([FIELD_IDS, FIELD_IDS]);
});

test("a field of Bob's own that is not read by default may be wanted too", async () => {
  const contract = {
    id: "payroll.employment.type",
    name: "Type",
    type: "list",
    typeData: { listId: "types" },
  };
  const { page } = await read(contract, { value: undefined }, [contract.id]);
  expect(page?.restricted).toEqual([contract.id]);
});

test("where none is wanted the metadata is not asked for, and nothing but the standard fields", async () => {
  const { asked, bodies, page } = await read(definition("text"), { value: "Guild A" }, []);
  expect(asked).not.toContain("/company/people/fields");
  expect(bodies).toEqual([FIELD_IDS, FIELD_IDS]);
  expect(page?.records[0]?.fields).not.toHaveProperty([GUILD]);
});
