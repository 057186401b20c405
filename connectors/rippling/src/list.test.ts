import { type Checkpoint, type HttpAnswer, isConnectorError, type Page } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readAll, readListPage } from "./list.ts";
import { contextAnswering } from "@muster/connector-testkit";
import { codeOf, worker } from "./testing/context.ts";

const AN_HOUR_BEFORE = "2026-10-05T11:00:00.000Z";
const PAGE = contextAnswering(() => ({}));
const NOWHERE = { names: new Map<string, string>(), withheld: false };
const ALL = "user,department,level,employment_type";

const REST = { without: "", filter: "", watermark: AN_HOUR_BEFORE };

type Query = Readonly<Record<string, unknown>>;

async function read(
  answer: (query: Query) => Partial<HttpAnswer>,
  from: Checkpoint | null = null,
): Promise<{ pages: Page[]; asked: Query[] }> {
  const asked: Query[] = [];
  const context = contextAnswering(({ query }) => {
    asked.push(query);
    return answer(query);
  });
  const pages: Page[] = [];
  for await (const page of readAll(context, from)) pages.push(page);
  return { pages, asked };
}

function outOfScope(resource: string): Partial<HttpAnswer> {
  return { status: 403, body: { ok: false, error: `Insufficient oauth scopes to access ${resource}` } };
}

test.each([
  ["absolute", "https://rest.ripplingapis.com/workers/?limit=2&cursor=b3Bh&expand=user"],
  ["relative", "/workers?limit=100&cursor=b3Bh"],
])("of an %s link the cursor is taken, and the query stays what it was", async (_, link) => {
  const { pages, asked } = await read(({ cursor }) => ({
    body: {
      results: [worker(cursor === undefined ? "1" : "2")],
      next_link: cursor === undefined ? link : null,
    },
  }));
  expect(pages.flatMap((page) => page.records.map(({ externalId }) => externalId))).toEqual(["1", "2"]);
  expect(pages.map(({ checkpoint }) => checkpoint)).toEqual([{ cursor: "b3Bh", ...REST }, null]);
  const query = { limit: 100, order_by: "id", expand: ALL };
  expect(asked).toEqual([query, { ...query, cursor: "b3Bh" }]);
  expect(pages[0]).not.toHaveProperty("total");
});

test("the last page has a null link or none at all", () => {
  const ends = [{ results: [] }, { results: [], next_link: null }];
  expect(ends.map((body) => readListPage(body, PAGE, NOWHERE).next)).toEqual([null, null]);
});

test("the redactions of the list count for everybody on the page", () => {
  const body = {
    __meta: { redacted_fields: [{ name: "status", reason: "Insufficient permissions" }] },
    results: [worker("1", { status: null })],
  };
  const { restricted, records } = readListPage(body, PAGE, NOWHERE);
  expect(restricted).toEqual(["status"]);
  expect(records[0]?.fields).not.toHaveProperty("status");
});

test("a token without the scope of an optional object is read without it, on every page, and the field is named", async () => {
  const { pages, asked } = await read(({ expand, cursor }) => {
    if (String(expand).includes("level")) return outOfScope("level");
    return {
      body: {
        results: [worker("1", { level: null, level_id: null })],
        next_link: cursor ? null : "?cursor=c",
      },
    };
  });
  expect(asked.map(({ expand }) => expand)).toEqual([
    ALL,
    "user,department,employment_type",
    "user,department,employment_type",
  ]);
  expect(pages.map(({ restricted }) => restricted)).toEqual([["level.name"], ["level.name"]]);
  expect(pages[0]?.checkpoint).toEqual({ cursor: "c", ...REST, without: "level" });
});

test("own fields are asked for where one is wanted, and done without where their scope is missing", async () => {
  const wanted = ["title", "custom_fields.Guild"];
  const asked: unknown[] = [];
  const context = contextAnswering(
    ({ query: { expand } }) => {
      asked.push(expand);
      return String(expand).includes("custom_fields")
        ? outOfScope("worker-custom-field")
        : { body: { results: [worker("1")] } };
    },
    { wanted },
  );
  const pages: Page[] = [];
  for await (const page of readAll(context, null)) pages.push(page);
  expect(asked).toEqual([`${ALL},custom_fields`, ALL]);
  expect(pages).toMatchObject([{ restricted: ["custom_fields.Guild"] }]);
});

test("a read that goes on from a checkpoint asks for what its first page asked for", async () => {
  const { asked } = await read(() => ({ body: { results: [] } }), { cursor: "c", ...REST, without: "level" });
  expect(asked).toEqual([
    { limit: 100, order_by: "id", cursor: "c", expand: "user,department,employment_type" },
  ]);
});

test.each(["worker", "user", "department", "social-security"])(
  "a token without the scope of %s may not be used",
  async (resource) => {
    expect(await codeOf(read(() => outOfScope(resource)))).toBe("forbidden");
  },
);

test("the watermark is an hour before the first request, however often the read is resumed", async () => {
  const whole = await read(({ cursor }) => ({
    body: { results: [worker("1")], next_link: cursor === "b" ? null : `?cursor=${cursor ? "b" : "a"}` },
  }));
  expect(whole.pages.map(({ watermark }) => watermark)).toEqual(Array(3).fill(AN_HOUR_BEFORE));
  const earlier = "2026-10-04T23:00:00.000Z";
  const resumed = await read(() => ({ body: { results: [worker("1")] } }), {
    cursor: "c",
    ...REST,
    watermark: earlier,
  });
  expect(resumed.pages.map(({ watermark }) => watermark)).toEqual([earlier]);
});

test("a right that goes away in the middle ends the read", async () => {
  const reading = read(() => outOfScope("level"), { cursor: "c", ...REST });
  expect(await codeOf(reading)).toBe("forbidden");
});

test.each([400, 404])("a cursor that is refused with %i asks for a new start", async (status) => {
  const refused = { status, body: { detail: "Invalid cursor" } };
  expect(await codeOf(read(() => refused, { cursor: "c", ...REST }))).toBe("staleCursor");
  expect(await codeOf(read(() => refused, { after: 7 }))).toBe("staleCursor");
});

test.each([
  [null],
  [""],
  ["<html></html>"],
  [{}],
  [[]],
  [{ results: null }],
  [{ results: {} }],
  [{ next_link: null }],
  [{ results: [], next_link: "" }],
  [{ results: [], next_link: 7 }],
  [{ results: [], __meta: "none" }],
  [{ results: [], next_link: "/workers?cursor=c" }],
  [{ results: [worker("1")], next_link: "/workers?page=2" }],
])("%j is an error and never an empty list", (body) => {
  let caught: unknown;
  try {
    readListPage(body, PAGE, NOWHERE);
  } catch (error) {
    caught = error;
  }
  expect(isConnectorError(caught) && caught.kind).toBe("contract");
});
