import { isConnectorError, type Page } from "@muster/connector-sdk";
import { type Asked, contextAnswering, type Reply } from "@muster/connector-testkit";
import { expect, test } from "vitest";
import { readAll, readOne } from "./people.ts";
import { employments, listOf, person, refusal } from "./testing/persons.ts";

const UNITS = listOf([{ id: 9, name: "Engineering" }]);

/** A company of 3003 on the first page and 3004 on the second, unless `answer` says otherwise. */
function contextOf(answer: (asked: Asked) => Reply | undefined = () => undefined) {
  const asked: Asked[] = [];
  const context = contextAnswering((request) => {
    asked.push(request);
    return answer(request) ?? { body: usual(request) };
  });
  return { context, asked };
}

function usual({ path, query }: Asked): unknown {
  const [, id, jobs] = /^\/v2\/persons\/(\d+)(\/employments)?$/.exec(path) ?? [];
  if (id !== undefined) return jobs === undefined ? person(id) : employments(id);
  if (path === "/v2/org-units") return UNITS;
  return query["cursor"] === undefined
    ? listOf([person("3003")], "/v2/persons?limit=50&cursor=cur_abc")
    : listOf([person("3004")], null);
}

async function pagesOf(...given: Parameters<typeof contextOf>): Promise<{ pages: Page[]; asked: Asked[] }> {
  const { context, asked } = contextOf(...given);
  const pages: Page[] = [];
  for await (const page of readAll(context, null)) pages.push(page);
  return { pages, asked };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "no error",
    (error: unknown) => (isConnectorError(error) ? error.code : "another error"),
  );
}

test("each page is asked for by the cursor in the link, each person's latest employment by itself", async () => {
  const { pages, asked } = await pagesOf();
  expect(pages.flatMap(({ records }) => records.map(({ externalId }) => externalId))).toEqual([
    "3003",
    "3004",
  ]);
  expect(pages.map(({ checkpoint }) => checkpoint)).toEqual([{ cursor: "cur_abc" }, null]);
  expect(asked.map(({ path, query }) => [path, query])).toEqual([
    ["/v2/org-units", { type: "department", limit: 50, cursor: undefined }],
    ["/v2/persons", { limit: 50, cursor: undefined }],
    ["/v2/persons/3003/employments", { limit: 1 }],
    ["/v2/persons", { limit: 50, cursor: "cur_abc" }],
    ["/v2/persons/3004/employments", { limit: 1 }],
  ]);
});

test.each([403, 404])("where the org units answer %i people are read without departments", async (status) => {
  const { pages } = await pagesOf(({ path }) => (path === "/v2/org-units" ? { status } : undefined));
  expect(pages.map(({ restricted }) => restricted)).toEqual([["department"], ["department"]]);
  expect(pages.flatMap(({ records }) => records)).toHaveLength(2);
});

test("a cursor that is refused starts the read over; a first page that is refused does not", async () => {
  const refuses = (cursor: string | undefined) =>
    pagesOf(({ path, query }) =>
      path === "/v2/persons" && query["cursor"] === cursor
        ? { status: 400, body: refusal("Invalid") }
        : undefined,
    );
  expect(await codeOf(refuses("cur_abc"))).toBe("staleCursor");
  // The host has made an error of it before the connector sees it; here it is no list.
  expect(await codeOf(refuses(undefined))).not.toBe("no error");
});

test.each([
  ["without its links", { _data: [] }],
  ["without its people", { _meta: { links: {} } }],
  ["that is null", null],
])("a page %s is an error, never the last one", async (_, body) => {
  const reading = pagesOf(({ path }) => (path === "/v2/persons" ? { body } : undefined));
  expect(await codeOf(reading)).toBe("badList");
});

test("whoever cannot be read costs nobody else: by the id where there is one", async () => {
  const rows = [person("3003", { email: 7 }), { first_name: "Nobody" }, person("3005")];
  const { pages } = await pagesOf(({ path }) =>
    path === "/v2/persons" ? { body: listOf(rows) } : undefined,
  );
  expect(pages[0]?.records.map(({ externalId }) => externalId)).toEqual(["3005"]);
  expect(pages[0]?.rejected).toEqual([
    { externalId: "3003", path: "email", issue: "is not text" },
    { path: "id", issue: expect.any(String) },
  ]);
});

test("a look by id finds the person with the employment", async () => {
  const { context } = contextOf();
  expect(await readOne(context, "3003")).toMatchObject({
    found: true,
    record: { externalId: "3003", fields: { department: "Engineering", "position.title": "Engineer" } },
  });
});

test("only Personio's own words say that there is no such person", async () => {
  const answering = (body: unknown) =>
    contextOf(({ path }) => (path === "/v2/persons/3003" ? { status: 404, body } : undefined));
  expect(await readOne(answering(refusal("Resource not found.")).context, "3003")).toEqual({ found: false });
  for (const body of [null, {}, { errors: [] }, refusal("Bad gateway")]) {
    expect(await codeOf(readOne(answering(body).context, "3003"))).toBe("unclearLook");
  }
});

test("a look that brings somebody else, or whose employment is not found, says nothing of the person", async () => {
  const other = contextOf(({ path }) => (path === "/v2/persons/3003" ? { body: person("3004") } : undefined));
  expect(await codeOf(readOne(other.context, "3003"))).toBe("unclearLook");
  const lost = contextOf(({ path }) =>
    path.endsWith("/employments") ? { status: 404, body: refusal("Resource not found.") } : undefined,
  );
  expect(await codeOf(readOne(lost.context, "3003"))).toBe("unclearLook");
  expect(await codeOf(readOne(lost.context, "../auth"))).toBe("unclearLook");
});
