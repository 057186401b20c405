import { expect, test } from "vitest";
import { readOne } from "./by-id.ts";
import { contextAnswering } from "@muster/connector-testkit";
import { codeOf, worker } from "./testing/context.ts";

const ID = "65aa10c2d4e1f20b3c7a9002";

test("one worker reads as in the list, redactions of the answer included", async () => {
  const asked: string[] = [];
  const context = contextAnswering(({ path, query }) => {
    asked.push(`${path} ${String(query["expand"])}`);
    return {
      body: { ...worker(ID, { end_date: null }), __meta: { redacted_fields: [{ name: "end_date" }] } },
    };
  });
  const look = await readOne(context, ID);
  expect(look).toMatchObject({ found: true, record: { externalId: ID, vendorStatus: "active" } });
  expect(look).not.toHaveProperty("record.endDate");
  expect(asked).toEqual([`/workers/${ID}/ user,department,level,employment_type`]);
});

test.each(["error", "message", "detail"])(
  "the API's own 404 says that there is no such worker, in %s",
  async (key) => {
    const context = contextAnswering(() => ({ status: 404, body: { [key]: "Not found." } }));
    expect(await readOne(context, ID)).toEqual({ found: false });
  },
);

test.each([
  ["a web page", 404, null],
  ["another word", 404, { error: "no route" }],
  ["somebody else", 200, worker("65aa")],
  ["no id", 200, worker(ID, { id: null })],
  ["a list", 200, { results: [worker(ID)] }],
  ["null", 200, null],
])("an answer with %s is no answer about the worker", async (_, status, body) => {
  expect(
    await codeOf(
      readOne(
        contextAnswering(() => ({ status, body })),
        ID,
      ),
    ),
  ).toBe("unclearLook");
});

test("a token that may not look says nothing about the worker", async () => {
  const body = { ok: false, error: "Insufficient oauth scopes to access worker" };
  expect(
    await codeOf(
      readOne(
        contextAnswering(() => ({ status: 403, body })),
        ID,
      ),
    ),
  ).toBe("forbidden");
});

test.each(["..", "../users", `${ID}?expand=compensation`, "2 04", ""])(
  "%j is never made part of a path",
  async (id) => {
    const asked: string[] = [];
    const context = contextAnswering(({ path }) => {
      asked.push(path);
      return {};
    });
    expect(await codeOf(readOne(context, id))).toBe("unclearLook");
    expect(asked).toEqual([]);
  },
);
