import { contextAnswering } from "@muster/connector-testkit";
import { ConnectorError, isConnectorError, type Page, restartsRead } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readAll } from "./list.ts";

import { LENA, nested, only, slashed, staff, type Values } from "./testing/people.ts";

type Body = Readonly<Record<string, unknown>>;
type Search = (body: Body) => unknown;

/** What a read asked for and what it came to. */
async function read(search: Search, from: Page["checkpoint"] = null) {
  const asked: Body[] = [];
  const lists: string[] = [];
  const context = contextAnswering(({ method, path, body }) => {
    if (method === "GET") {
      lists.push(path);
      return { body: { name: "department", items: [{ id: 209192163, name: "Research" }] } };
    }
    asked.push(body);
    return { body: search(body) };
  });
  const pages: Page[] = [];
  let error: unknown;
  try {
    for await (const page of readAll(context, from)) pages.push(page);
  } catch (caught) {
    error = caught;
  }
  return { asked, lists, pages, error };
}

function idsAsked({ filters }: Body): readonly string[] | undefined {
  const [filter] = (filters ?? []) as [{ values: string[] }?];
  return filter?.values;
}

/** A company of which not everybody fits into one answer with all fields. */
function large(people: readonly Values[], spoil: (told: Values[]) => Values[] = (told) => told): Search {
  return (body) => {
    const { fields } = body;
    const ids = idsAsked(body);
    if (ids === undefined && Array.isArray(fields) && fields.length > 1) {
      throw new ConnectorError("contract", "Too large.", { code: "tooLarge", fix: "Ask for less." });
    }
    const found = ids ? spoil(people.filter((person) => ids.includes(String(person["root.id"])))) : people;
    return {
      employees: found.map((person) => nested(only(person, fields), { "work.department": "Research" })),
    };
  };
}

test("everybody is asked for at once, whatever their status, with labels beside the machine values", async () => {
  const { asked, pages, lists } = await read(() => ({
    employees: [nested(LENA, { "work.department": "Research" }), {}],
  }));
  expect(asked).toEqual([
    { fields: expect.arrayContaining(["root.id"]), showInactive: true, humanReadable: "APPEND" },
  ]);
  expect(pages).toHaveLength(1);
  expect(pages[0]).toMatchObject({ checkpoint: null, rejected: [{ path: "root.id" }] });
  expect(pages[0]).not.toHaveProperty("total");
  expect(lists).toEqual([]);
});

test("labels that the answer lacks are looked up once, in either form of a named list", async () => {
  const { pages, lists } = await read(() => ({ employees: staff(3).map(slashed) }));
  expect(lists).toEqual(["/company/named-lists/department"]);
  expect(pages[0]?.records.map(({ fields }) => fields["work.department"])).toEqual(Array(3).fill("Research"));
});

test("a field that nobody has may not be read; one that is missing for some is not returned for them", async () => {
  const { "internal.lifecycleStatus": _lifecycle, ...lena } = LENA;
  const { "root.surname": _surname, ...omar } = lena;
  const { pages } = await read(() => ({ employees: [nested(lena), nested({ ...omar, "root.id": "2" })] }));
  expect(pages[0]?.restricted).toEqual(["internal.lifecycleStatus"]);
  expect(pages[0]?.records.map(({ vendorStatus }) => vendorStatus)).toEqual(["unknown", "unknown"]);
});

test("a read in which nobody shows anything of the lifecycle is refused: everybody would be unknown", async () => {
  const seen = Object.fromEntries(Object.entries(LENA).filter(([id]) => !id.startsWith("internal.")));
  const { error, pages } = await read(() => ({
    employees: [nested(seen), nested({ ...seen, "root.id": "2" })],
  }));
  expect(isConnectorError(error) && [error.kind, error.code]).toEqual(["permission", "lifecycleNotReadable"]);
  expect(pages).toEqual([]);
});

test.each([[null], [""], [{}], [[]], [{ employees: null }], [{ employees: {} }], [{ people: [] }]])(
  "%j is an error and never an empty list",
  async (body) => {
    const { error, pages } = await read(() => body);
    expect(isConnectorError(error) && error.kind).toBe("contract");
    expect(pages).toEqual([]);
  },
);

test("what does not fit into one answer is read by ids, a thousand at a time, and goes on from any of them", async () => {
  const people = staff(2_100);
  const { asked, pages } = await read(large(people.toReversed()));
  expect(asked.map(idsAsked).map((ids) => ids?.length)).toEqual([undefined, undefined, 1_000, 1_000, 100]);
  expect(pages.flatMap(({ records }) => records.map(({ externalId }) => externalId)).toSorted()).toEqual(
    people.map((person) => person["root.id"]),
  );
  expect(pages.map(({ checkpoint }) => checkpoint)).toEqual([
    { after: "10999", left: 1_100 },
    { after: "11999", left: 100 },
    null,
  ]);
  const rest = await read(large(people), { after: "10999", left: 1_100 });
  expect(rest.pages.flatMap(({ records }) => records)).toHaveLength(1_100);
  // Somebody at the end may have been hidden meanwhile: who knows how many others.
  const short = await read(large(people.slice(0, 2_000)), { after: "10999", left: 1_100 });
  expect(short).toMatchObject({ pages: [], error: { code: "staleCursor" } });
});

test.each([
  ["fewer", (told: Values[]) => told.slice(1)],
  [
    "others",
    (told: Values[]) => told.map((person) => ({ ...person, "root.id": `9${String(person["root.id"])}` })),
  ],
  ["more", (told: Values[]) => [...told, LENA]],
])("people of whom %s come than were asked for start the read over", async (_, spoil) => {
  const { error, pages } = await read(large(staff(5), spoil));
  expect(restartsRead(error)).toBe(true);
  expect(pages).toEqual([]);
});

test("a stored position that cannot be read starts the read over", async () => {
  expect(restartsRead((await read(large(staff(5)), { page: 2 })).error)).toBe(true);
});
