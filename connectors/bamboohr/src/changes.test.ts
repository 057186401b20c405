import { type Checkpoint, needsFullRead, type Page } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { CHANGES_PATH, CHUNK_SIZE, LIST_PATH } from "./api.ts";
import { readChanges } from "./changes.ts";
import { collect, companyOf, ids, refuse } from "./testing/company.ts";

const SINCE = "2026-10-01T00:00:00Z";
const LATEST = "2026-10-02T09:14:11+00:00";

type Company = Parameters<typeof companyOf>[0];

function feed(changed: Readonly<Record<string, string>>, latest: string | null | undefined = LATEST): object {
  const employees = Object.entries(changed).map(([id, action]) => [id, { id, action, lastChanged: LATEST }]);
  return { latest, employees: Object.fromEntries(employees) };
}

async function changesOf(
  company: Company,
  {
    wanted = [],
    since = SINCE,
    from = null,
  }: { wanted?: string[]; since?: string; from?: Checkpoint | null } = {},
) {
  const { context, asked } = companyOf(company, { wanted });
  const pages: Page[] = await collect(readChanges(context, since, from));
  return { pages, asked, ids: pages.flatMap((page) => page.records.map(({ externalId }) => externalId)) };
}

test("whoever was added or changed is read again; an erased record is left to the full read", async () => {
  const changes = feed({ 1: "Inserted", 2: "Updated", 3: "Deleted" });
  const { pages, asked, ids: read } = await changesOf({ list: ["1", "2", "3", "4"], changes });
  expect(read).toEqual(["1", "2"]);
  expect(asked).toMatchObject([
    { path: CHANGES_PATH, query: { since: SINCE, type: "all" } },
    { path: LIST_PATH, query: { "filter[ids]": "1,2" } },
  ]);
  expect(pages).toMatchObject([{ checkpoint: null, watermark: "2026-10-02T08:59:11.000Z", rejected: [] }]);
  // The number of those who changed is not how many people there are.
  expect(pages[0]).not.toHaveProperty("total");
});

test("an id that the list does not give says nothing of the person", async () => {
  const { pages } = await changesOf({ list: ["1"], changes: feed({ 1: "Updated", 2: "Updated" }) });
  expect(pages).toMatchObject([{ records: [{ externalId: "1" }], rejected: [] }]);
});

test.each([
  ["an empty list", { latest: LATEST, employees: [] }, "2026-10-02T08:59:11.000Z"],
  ["an empty list and no latest", { employees: [] }, SINCE],
  ["an empty object and latest null", { latest: null, employees: {} }, SINCE],
])("nothing changed, told as %s, is a page with nobody on it", async (_, changes, watermark) => {
  const { pages, asked } = await changesOf({ list: ["1"], changes });
  expect(pages).toEqual([{ records: [], rejected: [], restricted: [], checkpoint: null, watermark }]);
  expect(asked).toHaveLength(1);
});

test("people come a hundred at a time, and a stop between them loses nobody and moves no watermark", async () => {
  const people = ids(2 * CHUNK_SIZE + 30);
  const company = {
    list: people,
    changes: feed(Object.fromEntries(people.map((id) => [id, "Updated"]))),
  };
  const whole = await changesOf(company);
  expect(whole.pages.map(({ records }) => records.length)).toEqual([100, 100, 30]);
  expect(whole.ids.toSorted()).toEqual(people.toSorted());
  const later = { ...company, changes: { ...company.changes, latest: "2026-10-03T00:00:00+00:00" } };
  const rest = await changesOf(later, { from: whole.pages[0]?.checkpoint ?? null });
  expect(rest.pages).toEqual(whole.pages.slice(1));
});

test("wanted fields of the dataset are read for exactly the people who changed", async () => {
  const dataset = ids(9).map((eeid) => ({ eeid, jobLevel: `L${eeid}` }));
  const company = { list: ids(9), dataset, changes: feed({ 4: "Updated", 7: "Updated" }) };
  const { pages, asked } = await changesOf(company, { wanted: ["jobLevel"] });
  expect(asked.at(-1)?.body).toMatchObject({ filter: "eeid eq '4' or eeid eq '7'" });
  expect(pages[0]?.records.map(({ fields }) => fields["jobLevel"])).toEqual(["L4", "L7"]);
});

test.each([
  ["2026-10-01T00:00:00.123Z", "2026-10-01T00:00:00Z"],
  ["2026-10-01T02:00:00+02:00", "2026-10-01T00:00:00Z"],
])("%s is asked for as %s", async (since, asked) => {
  const changes = { latest: null, employees: [] };
  expect((await changesOf({ list: [], changes }, { since })).asked[0]?.query["since"]).toBe(asked);
});

test("a stored time that is no instant asks for a full read without asking BambooHR", async () => {
  const { context, asked } = companyOf({ list: [] });
  await expect(collect(readChanges(context, "yesterday", null))).rejects.toMatchObject({
    code: "staleWatermark",
  });
  expect(asked).toEqual([]);
});

test("a time that BambooHR refuses asks for a full read, another failure does not", async () => {
  const refusing = (status: number) =>
    changesOf({ list: [], before: (asked) => refuse(asked, status, {}) }).then(() => false, needsFullRead);
  expect(await refusing(400)).toBe(true);
  expect(await refusing(403)).toBe(false);
});

test.each([
  [null],
  [{}],
  [{ latest: LATEST }],
  [{ latest: "soon", employees: [] }],
  [{ latest: LATEST, employees: [{ id: "1", action: "Updated" }] }],
  [{ latest: LATEST, employees: { "1": "Updated" } }],
  [{ latest: LATEST, employees: { "1,2": { action: "Updated" } } }],
])("a feed of %j is an error and never nobody", async (changes) => {
  await expect(changesOf({ list: ["1"], before: () => ({ body: changes }) })).rejects.toMatchObject({
    kind: "contract",
    code: "badChanges",
  });
});
