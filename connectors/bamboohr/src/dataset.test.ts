import { contextAnswering, type Asked } from "@muster/connector-testkit";
import { ConnectorError, isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { type AskDataset, type DatasetRow, openDataset } from "./dataset.ts";
import { DATASET_PATH } from "./api.ts";
import { refuse } from "./testing/company.ts";

const META = { page: 1, pageSize: 1_000, totalPages: 1, totalItems: 1 };
const ONE = { data: [{ fields: { eeid: "204" } }], links: [], meta: META };

function answering(body: unknown): AskDataset {
  return openDataset(
    contextAnswering(() => ({ body })),
    ["jobLevel", "customField4337"],
  );
}

/** A dataset that refuses calls which name one of these fields. */
function refusing(names: readonly string[], status = 403): { ask: AskDataset; asked: string[] } {
  const asked: string[] = [];
  const context = contextAnswering((question: Asked) => {
    const fields = String(question.body["fields"]);
    asked.push(fields);
    if (names.some((name) => fields.split(",").includes(name))) refuse(question, status, { code: "NO" });
    return { body: ONE };
  });
  return { ask: openDataset(context, ["a", "b", "c", "d"]), asked };
}

async function rowsIn(body: unknown): Promise<readonly DatasetRow[] | undefined> {
  return (await answering(body)({}))?.rows;
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "no error",
    (error: unknown) => error,
  );
}

test("people are asked for with their ids, which they are ordered by, and with nothing that is not wanted", async () => {
  const asked: Asked[] = [];
  const context = contextAnswering((question) => {
    asked.push(question);
    return { body: ONE };
  });
  await openDataset(context, ["jobLevel"])({ page: 3 });
  await openDataset(context, ["jobLevel"])({ filter: "eeid eq '204'", order: "desc", pageSize: 5 });
  expect(asked).toMatchObject([{ method: "POST", path: DATASET_PATH }, { path: DATASET_PATH }]);
  expect(asked.map(({ body }) => body)).toEqual([
    { fields: ["eeid", "jobLevel"], orderBy: "eeid asc", page: 3, pageSize: 1_000 },
    {
      fields: ["eeid", "jobLevel"],
      filter: "eeid eq '204'",
      orderBy: "eeid desc",
      page: 1,
      pageSize: 5,
    },
  ]);
});

test("where no field is wanted nothing is asked", async () => {
  const ask = openDataset(
    contextAnswering(() => {
      throw new Error("asked");
    }),
    [],
  );
  expect(await ask({})).toBeUndefined();
});

test.each([
  ["IC4", "IC4"],
  ["", null],
  ["  ", null],
  ["0000-00-00", null],
  [null, null],
  [7, 7],
  [false, false],
])("a value of %j is read as %j", async (value, read) => {
  const rows = await rowsIn({ ...ONE, data: [{ fields: { eeid: "204", jobLevel: value } }] });
  expect(rows).toEqual([{ externalId: "204", values: { jobLevel: read } }]);
});

test("a field that may not be read, wherever its row says so, or that did not come has no value", async () => {
  const fields = { eeid: 204, jobLevel: null, customField4337: null };
  const beside = { fields, _restrictedFields: ["jobLevel"] };
  const within = { fields: { ...fields, eeid: "205", _restrictedFields: ["customField4337"] } };
  const rows = await rowsIn({ ...ONE, data: [beside, within, { fields: { eeid: "206" } }] });
  expect(rows).toEqual([
    { externalId: "204", values: { customField4337: null } },
    { externalId: "205", values: { jobLevel: null } },
    { externalId: "206", values: {} },
  ]);
});

test("a value that is no plain one is named, not repeated", async () => {
  const rows = await rowsIn({ ...ONE, data: [{ fields: { eeid: "204", jobLevel: ["IC4"] } }] });
  expect(rows).toEqual([
    { externalId: "204", values: {}, issue: { path: "jobLevel", issue: expect.any(String) } },
  ]);
  expect(JSON.stringify(rows)).not.toContain("IC4");
});

test.each([
  [null],
  [{}],
  [{ data: [], links: [] }],
  [{ data: {}, links: [], meta: META }],
  [{ data: [{ fields: [] }], meta: META }],
  [{ data: [{ fields: { jobLevel: "IC4" } }], meta: META }],
  [{ data: [{ eeid: "204" }], meta: META }],
  [{ data: [], meta: { ...META, totalItems: "1" } }],
  [{ data: [], meta: { ...META, totalPages: 2 } }],
])("%j is an error and never nobody", async (body) => {
  const error = await errorOf(answering(body)({}));
  expect(isConnectorError(error) && error.kind).toBe("contract");
});

test.each([400, 403, 422])(
  "where a refusal, HTTP %i, is for some of the fields the others are read, and it is asked in vain only once",
  async (status) => {
    const { ask, asked } = refusing(["b", "d"], status);
    expect((await ask({}))?.rows).toHaveLength(1);
    const searched = asked.length;
    await ask({ page: 2 });
    expect(asked.slice(searched - 1)).toEqual(["eeid,a,c", "eeid,a,c"]);
  },
);

test("where every field is refused nobody is asked for any more", async () => {
  const { ask, asked } = refusing(["a", "b", "c", "d"]);
  expect(await ask({})).toBeUndefined();
  const searched = asked.length;
  await ask({ page: 2 });
  expect(asked).toHaveLength(searched);
});

test("where not even the ids may be read the refusal stands", async () => {
  const { ask, asked } = refusing(["eeid"]);
  expect(await errorOf(ask({}))).toMatchObject({ kind: "permission", status: 403 });
  expect(asked).toEqual(["eeid,a,b,c,d", "eeid"]);
});

test("a right that is lost after a first answer fails the read", async () => {
  let answered = 0;
  const context = contextAnswering((question) => {
    answered += 1;
    return answered === 1 ? { body: ONE } : refuse(question, 403, {});
  });
  const ask = openDataset(context, ["jobLevel"]);
  await ask({});
  expect(await errorOf(ask({ page: 2 }))).toMatchObject({ kind: "permission" });
  expect(answered).toBe(2);
});

test("trouble that passes is not taken for a refusal of a field", async () => {
  const down = new ConnectorError("transient", "Down.", { code: "down", fix: "Wait.", status: 503 });
  let asked = 0;
  const context = contextAnswering(() => {
    asked += 1;
    throw down;
  });
  expect(await errorOf(openDataset(context, ["jobLevel"])({}))).toBe(down);
  expect(asked).toBe(1);
});
