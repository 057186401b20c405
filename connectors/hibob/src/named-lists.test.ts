import { contextAnswering, type Reply } from "@muster/connector-testkit";
import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { readLists } from "./named-lists.ts";

async function read(reply: Reply) {
  const asked: unknown[] = [];
  const context = contextAnswering(({ path, query }) => {
    asked.push([path, query]);
    return reply;
  });
  return { labels: (await readLists(context, ["department"])).get("department"), asked };
}

const ITEM = { id: "209192163", value: "Research", archived: false, children: [] };

test.each([
  ["values", { name: "department", values: [{ ...ITEM, name: "Research" }] }],
  ["items", { name: "department", items: [ITEM] }],
])("a list is read from %s, archived items included", async (_, body) => {
  const { labels, asked } = await read({ body });
  expect(labels).toEqual(new Map([["209192163", "Research"]]));
  expect(asked).toEqual([["/company/named-lists/department", { includeArchived: true }]]);
});

test("children are items too, and ids may be numbers", async () => {
  const child = { id: 7, name: "Optics", children: [{ id: 8, value: "Lenses" }] };
  const { labels } = await read({ body: { values: [{ ...ITEM, children: [child] }] } });
  expect(labels).toEqual(
    new Map([
      ["209192163", "Research"],
      ["7", "Optics"],
      ["8", "Lenses"],
    ]),
  );
});

test.each([403, 404])("a list that answers %i has no labels and stops nobody", async (status) => {
  expect((await read({ status, body: {} })).labels).toEqual(new Map());
});

test.each([[null], [{}], [[]], [{ values: null }], [{ items: [{ name: "x" }] }]])(
  "%j is an error",
  async (body) => {
    const error: unknown = await read({ body }).catch((caught: unknown) => caught);
    expect(isConnectorError(error) && error.code).toBe("badNamedList");
  },
);
