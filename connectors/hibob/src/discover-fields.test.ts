import { contextAnswering } from "@muster/connector-testkit";
import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { discoverFields } from "./discover-fields.ts";

const field = (id: string, type: string) => ({ id, name: `My ${type}`, type, category: "work" });

/** What is found where five people have these values, and these labels beside them. */
function found(fields: readonly object[], values: readonly unknown[], labels: readonly unknown[] = []) {
  const context = contextAnswering(({ method }) => {
    if (method === "GET") return { body: fields };
    const employees = values.map((value, index) => ({
      id: String(index),
      work: { custom: { field_1: value } },
      humanReadable: { work: { custom: { field_1: labels[index] } } },
    }));
    return { body: { employees } };
  });
  return discoverFields(context);
}

test("only the company's own fields are found, with three different samples", async () => {
  const fields = [field("work.department", "list"), field("work.custom.field_1", "text")];
  expect(await found(fields, ["a", null, "b", "a", "", "c", "d"])).toEqual([
    { id: "work.custom.field_1", label: "My text", type: "text", samples: ["a", "b", "c"] },
  ]);
});

test("items are shown by their labels, dates as the machine has them, and what has no text not at all", async () => {
  const custom = (type: string) => [field("work.custom.field_1", type)];
  expect(await found(custom("list"), ["209"], ["Gold"])).toMatchObject([{ type: "text", samples: ["Gold"] }]);
  expect(await found(custom("date"), ["2026-03-04"], ["04/03/2026"])).toMatchObject([
    { type: "date", samples: ["2026-03-04"] },
  ]);
  expect(await found(custom("number"), [7], ["7"])).toMatchObject([{ type: "number", samples: [7] }]);
  expect(await found(custom("currency"), [{ value: 7, currency: "EUR" }])).toMatchObject([{ samples: [] }]);
});

test("files and social security numbers are never shown", async () => {
  const hidden = ["avatar", "document", "ssn", "working_pattern"].map((type) =>
    field(`work.custom.${type}`, type),
  );
  expect(await found(hidden, ["078-05-1120"])).toEqual([]);
});

test("a company without fields of its own is asked for nobody", async () => {
  expect(await found([field("work.department", "list")], ["x"])).toEqual([]);
});

test.each([[null], [{}], [{ fields: [] }], [[{ id: 7 }]]])("metadata of %j is an error", async (body) => {
  const error: unknown = await discoverFields(contextAnswering(() => ({ body }))).catch(
    (caught: unknown) => caught,
  );
  expect(isConnectorError(error) && error.code).toBe("badMetadata");
});
