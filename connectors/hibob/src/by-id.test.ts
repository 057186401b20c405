import { contextAnswering } from "@muster/connector-testkit";
import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readOne } from "./by-id.ts";

import { LENA, nested } from "./testing/people.ts";

const LABELS = { "work.department": "Research" };
const ID = "3421987654321098765";

async function codeOf(look: Promise<unknown>): Promise<unknown> {
  return look.then(
    () => "no error",
    (error: unknown) => isConnectorError(error) && error.code,
  );
}

test("one person reads the same as in the list", async () => {
  const body = nested(LENA, LABELS);
  const asked: unknown[] = [];
  const context = contextAnswering((request) => {
    asked.push(request);
    return { body };
  });
  expect(await readOne(context, ID)).toMatchObject({
    found: true,
    record: { externalId: ID, vendorStatus: "active", fields: { "work.department": "Research" } },
  });
  expect(asked).toMatchObject([{ method: "POST", path: `/people/${ID}`, body: { humanReadable: "APPEND" } }]);
});

test("404 in JSON means that there is no such person; in any other form it is no answer", async () => {
  expect(
    await readOne(
      contextAnswering(() => ({ status: 404, body: {} })),
      ID,
    ),
  ).toEqual({ found: false });
  expect(
    await codeOf(
      readOne(
        contextAnswering(() => ({ status: 404 })),
        ID,
      ),
    ),
  ).toBe("unclearLook");
});

test.each([
  ["somebody else", nested({ ...LENA, "root.id": "7" }, LABELS)],
  ["no id", nested({ ...LENA, "root.id": null }, LABELS)],
  ["a list", { employees: [nested(LENA)] }],
  ["nothing", {}],
  ["null", null],
])("an answer with %s is no answer about the person", async (_, body) => {
  expect(
    await codeOf(
      readOne(
        contextAnswering(() => ({ body })),
        ID,
      ),
    ),
  ).toBe("unclearLook");
});

test.each(["..", "search/../x", "lena@acme.test", "2 04", ""])(
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
