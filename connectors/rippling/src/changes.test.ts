import {
  type Checkpoint,
  type HttpAnswer,
  isConnectorError,
  needsFullRead,
  type Page,
} from "@muster/connector-sdk";
import { contextAnswering } from "@muster/connector-testkit";
import { expect, test } from "vitest";
import { readChanges } from "./list.ts";
import { codeOf, worker } from "./testing/context.ts";

const SINCE = "2026-10-05T09:00:00.000Z";
const AN_HOUR_BEFORE = "2026-10-05T11:00:00.000Z";
const QUOTED = `updated_at gte '${SINCE}'`;

type Query = Readonly<Record<string, unknown>>;

async function changes(
  answer: (query: Query) => Partial<HttpAnswer>,
  { since = SINCE, from = null }: { since?: string; from?: Checkpoint | null } = {},
): Promise<{ pages: Page[]; asked: Query[] }> {
  const asked: Query[] = [];
  const context = contextAnswering(({ query }) => {
    asked.push(query);
    return answer(query);
  });
  const pages: Page[] = [];
  for await (const page of readChanges(context, since, from)) pages.push(page);
  return { pages, asked };
}

test("whoever changed is asked for by time and in its order, page by page", async () => {
  const { pages, asked } = await changes(({ cursor }) => ({
    body: { results: [worker(cursor ? "2" : "1")], next_link: cursor ? null : "/workers?cursor=c" },
  }));
  expect(asked.map(({ filter, order_by, cursor }) => ({ filter, order_by, cursor }))).toEqual([
    { filter: QUOTED, order_by: "updated_at", cursor: undefined },
    { filter: QUOTED, order_by: "updated_at", cursor: "c" },
  ]);
  expect(pages.flatMap(({ records }) => records.map(({ externalId }) => externalId))).toEqual(["1", "2"]);
});

test("the next watermark is from before the first request, and a resumed read keeps it with its filter", async () => {
  const first = await changes(({ cursor }) => ({
    body: { results: [worker("1")], next_link: cursor ? null : "?cursor=c" },
  }));
  expect(first.pages.map(({ watermark }) => watermark)).toEqual([AN_HOUR_BEFORE, AN_HOUR_BEFORE]);
  const from = {
    cursor: "c",
    without: "level",
    filter: "updated_at ge 2026",
    watermark: "2026-10-05T08:00:00Z",
  };
  const { pages, asked } = await changes(() => ({ body: { results: [] } }), { from });
  expect(asked).toMatchObject([{ filter: "updated_at ge 2026", cursor: "c" }]);
  expect(pages).toMatchObject([{ records: [], checkpoint: null, watermark: "2026-10-05T08:00:00Z" }]);
});

test("a form of the filter that Rippling does not know is asked in another", async () => {
  const forms = [QUOTED, `updated_at gte ${SINCE}`, `updated_at ge ${SINCE}`];
  for (const [at, known] of forms.entries()) {
    const { pages, asked } = await changes(({ filter }) =>
      filter === known
        ? { body: { results: [worker("1")] } }
        : { status: 400, body: { detail: "Unknown operator" } },
    );
    expect(asked.map(({ filter }) => filter)).toEqual(forms.slice(0, at + 1));
    expect(pages).toHaveLength(1);
  }
});

test.each(["2026-10-05", "2026-10-05T00:00:00+00:00"])(
  "%s is asked for as an instant in UTC",
  async (since) => {
    const { asked } = await changes(() => ({ body: { results: [] } }), { since });
    expect(asked).toMatchObject([{ filter: "updated_at gte '2026-10-05T00:00:00.000Z'" }]);
  },
);

test("a time that cannot be read asks for a full read, a position that cannot be read for a new start", async () => {
  const answer = () => ({ body: { results: [] } });
  const error: unknown = await changes(answer, { since: "yesterday" }).catch((caught: unknown) => caught);
  expect(isConnectorError(error) && needsFullRead(error)).toBe(true);
  expect(await codeOf(changes(answer, { from: { cursor: "c" } }))).toBe("staleCursor");
});
