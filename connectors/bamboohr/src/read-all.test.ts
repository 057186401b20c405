import type { Checkpoint, ConnectorContext, Page } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { PAGE_SIZE, readAll } from "./list.ts";
import { DATASET_PATH, LIST_PATH } from "./api.ts";
import { collect, companyOf, ids, refuse } from "./testing/company.ts";

const PEOPLE = ids(PAGE_SIZE + 700);
const LEVELS = PEOPLE.map((eeid) => ({ eeid, jobLevel: `L${eeid}`, customField4337: null }));
const WANTED = { wanted: ["workEmail", "jobLevel", "customField4337"] };

async function pagesOf(context: ConnectorContext<unknown>, from: Checkpoint | null = null): Promise<Page[]> {
  return collect(readAll(context, from));
}

function paths(asked: readonly { path: string }[]): string[] {
  return asked.map(({ path }) => path);
}

test("fields of the list cost nobody another request", async () => {
  const { context, asked } = companyOf({ list: PEOPLE, dataset: LEVELS }, { wanted: ["workEmail"] });
  const pages = await pagesOf(context);
  expect(paths(asked)).toEqual([LIST_PATH, LIST_PATH]);
  expect(pages[0]?.records[0]?.fields).not.toHaveProperty("jobLevel");
});

test("other wanted fields are read from the dataset in step with the list", async () => {
  const { context, asked } = companyOf({ list: PEOPLE, dataset: LEVELS }, WANTED);
  const pages = await pagesOf(context);
  expect(paths(asked)).toEqual([
    LIST_PATH,
    DATASET_PATH,
    DATASET_PATH,
    DATASET_PATH,
    LIST_PATH,
    DATASET_PATH,
  ]);
  const records = pages.flatMap((page) => page.records);
  expect(records.map(({ externalId, fields }) => [externalId, fields["jobLevel"]])).toEqual(
    PEOPLE.map((id) => [id, `L${id}`]),
  );
  expect(records[0]?.fields).toMatchObject({ customField4337: null, workEmail: "1@acme.test" });
  expect(pages.flatMap((page) => page.restricted)).toEqual([]);
});

test("a read goes on from a checkpoint with the same values and the watermark of its beginning", async () => {
  const company = { list: PEOPLE, dataset: LEVELS };
  const early = { ...WANTED, now: () => new Date("2026-10-05T12:00:00Z") };
  const whole = await pagesOf(companyOf(company, early).context);
  const later = { ...WANTED, now: () => new Date("2026-10-06T12:00:00Z") };
  const { context, asked } = companyOf(company, later);
  const rest = await pagesOf(context, whole[0]?.checkpoint ?? null);
  expect(rest).toEqual(whole.slice(1));
  expect(asked.map(({ body }) => body["page"])).toEqual([undefined, 3, 4]);
  expect(rest[0]?.watermark).toBe("2026-10-05T11:45:00.000Z");
});

test("the watermark is of an instant before the first request, with minutes to spare", async () => {
  let now = new Date("2026-10-05T12:00:00.789Z");
  const before = (): undefined => {
    now = new Date("2026-10-05T13:00:00Z");
  };
  const { context } = companyOf({ list: ["1"], before }, { now: () => now });
  expect(await pagesOf(context)).toMatchObject([{ watermark: "2026-10-05T11:45:00.789Z" }]);
});

test("a dataset that cannot be read fails the read: nobody's field becomes empty", async () => {
  const { context } = companyOf(
    {
      list: PEOPLE,
      dataset: LEVELS,
      before: (asked) => (asked.path === DATASET_PATH ? refuse(asked, 404, {}) : undefined),
    },
    WANTED,
  );
  await expect(pagesOf(context)).rejects.toMatchObject({ kind: "permission", code: "datasetNotVisible" });
});

test("fields that the dataset refuses are reported on every page and not returned", async () => {
  const { context } = companyOf(
    {
      list: PEOPLE,
      dataset: LEVELS,
      before: (asked) =>
        String(asked.body["fields"]).includes("customField4337") ? refuse(asked, 403, {}) : undefined,
    },
    WANTED,
  );
  const pages = await pagesOf(context);
  expect(pages.map((page) => page.restricted)).toEqual([["customField4337"], ["customField4337"]]);
  const { fields = {} } = pages[1]?.records[0] ?? {};
  expect(fields).toHaveProperty("jobLevel", "L2501");
  expect(fields).not.toHaveProperty("customField4337");
});

test("somebody whom the dataset does not have keeps what is stored, and it is told", async () => {
  const { context } = companyOf({ list: ["1", "2"], dataset: LEVELS.slice(0, 1) }, WANTED);
  const [page] = await pagesOf(context);
  expect(page?.restricted).toEqual(["jobLevel", "customField4337"]);
  expect(page?.records.map(({ fields }) => "jobLevel" in fields)).toEqual([true, false]);
});

test("a value of the dataset that cannot be used turns its person away and nobody else", async () => {
  const dataset = [{ eeid: "1", jobLevel: { name: "L1" }, customField4337: "" }, ...LEVELS.slice(1, 2)];
  const { context } = companyOf({ list: ["1", "2"], dataset }, WANTED);
  const [page] = await pagesOf(context);
  expect(page?.records.map(({ externalId }) => externalId)).toEqual(["2"]);
  expect(page?.rejected).toEqual([{ externalId: "1", path: "jobLevel", issue: expect.any(String) }]);
});
