import { contextAnswering, type Reply } from "@muster/connector-testkit";
import { expect, test } from "vitest";
import { discoverFields } from "./discover-fields.ts";
import { codeOf, worker } from "./testing/context.ts";

const scopes = (resource: string): Reply => ({
  status: 403,
  body: { ok: false, error: `Insufficient oauth scopes to access ${resource}` },
});

/** What is found with these definitions, on workers with these values of "Guild"; `refuse` is a resource. */
function found(definitions: unknown, values: readonly unknown[] = [], refuse?: string) {
  return discoverFields(
    contextAnswering(({ path, query: { expand = "" } }) => {
      if (path === "/custom-fields/") {
        return refuse === "custom-field" ? scopes(refuse) : { body: { results: definitions } };
      }
      if (!String(expand).includes("custom_fields")) return { body: { results: [worker("1")] } };
      if (refuse) return scopes(refuse);
      const results = values.map((value, at) =>
        worker(String(at), { custom_fields: [{ name: "Guild", value }] }),
      );
      return { body: { results } };
    }),
  );
}

test("own fields are found by name, with their types and three different samples", async () => {
  const definitions = [
    { id: "65aa", name: "Guild", type: "SELECT", required: false },
    { id: "65ab", name: "Badge until", type: "DATE" },
    { id: "65ac", name: "Desk", type: "number" },
    { id: "65ad", name: "Notes" },
  ];
  expect(await found(definitions, ["A", null, "B", "A", "", "C", "D"])).toEqual([
    { id: "custom_fields.Guild", label: "Guild", type: "text", samples: ["A", "B", "C"] },
    { id: "custom_fields.Badge until", label: "Badge until", type: "date", samples: [] },
    { id: "custom_fields.Desk", label: "Desk", type: "number", samples: [] },
    { id: "custom_fields.Notes", label: "Notes", type: "text", samples: [] },
  ]);
});

test("two fields of one name are one, as their values cannot be told apart", async () => {
  expect(
    await found([
      { name: "Guild", type: "TEXT" },
      { name: "Guild", type: "DATE" },
    ]),
  ).toMatchObject([{ id: "custom_fields.Guild", type: "text" }]);
});

test("all pages of the definitions are read", async () => {
  const pages: Record<string, object> = {
    first: { results: [{ name: "Guild" }], next_link: "/custom-fields/?cursor=b" },
    b: { results: [{ name: "Desk" }], next_link: null },
  };
  const fields = await discoverFields(
    contextAnswering(({ path, query: { cursor = "first" } }) => ({
      body: path === "/custom-fields/" ? pages[String(cursor)] : { results: [] },
    })),
  );
  expect(fields.map(({ label }) => label)).toEqual(["Guild", "Desk"]);
  const endless = contextAnswering(() => ({
    body: { results: [{ name: "Guild" }], next_link: "?cursor=b" },
  }));
  expect(await codeOf(discoverFields(endless))).toBe("repeatedCursor");
});

test("a token that may read the fields and not their values finds them without samples", async () => {
  const fields = await found([{ name: "Guild" }], ["A"], "workers.custom-fields");
  expect(fields).toMatchObject([{ label: "Guild", samples: [] }]);
});

test("a token that may not read the fields is told which scope it needs", async () => {
  await expect(found([], [], "custom-field")).rejects.toMatchObject({
    kind: "permission",
    message: expect.stringContaining("custom-fields.read"),
  });
});

test("a company without own fields is asked for nobody", async () => {
  const asked: string[] = [];
  const context = contextAnswering(({ path }) => {
    asked.push(path);
    return { body: { results: [] } };
  });
  expect(await discoverFields(context)).toEqual([]);
  expect(asked).toEqual(["/custom-fields/"]);
});

test.each([[null], [{}], [[7]], [[{ id: "65aa" }]], [[{ name: " " }]]])(
  "definitions of %j are an error",
  async (body) => {
    expect(await codeOf(found(body))).toMatch(/badList|badDefinitions/);
  },
);
