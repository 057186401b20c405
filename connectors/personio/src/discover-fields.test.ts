import { contextAnswering } from "@muster/connector-testkit";
import { expect, test } from "vitest";
import { discoverFields } from "./discover-fields.ts";
import { listOf, person } from "./testing/persons.ts";

test("own attributes are named as the company does, or by their ids, with the type of what stands in them", async () => {
  const remote = { id: "dynamic_17", global_id: "remote", value: true };
  const rows = [person("3003"), person("3004", { custom_attributes: [remote] }), { first_name: "Nobody" }];
  const found = await discoverFields(contextAnswering(() => ({ body: listOf(rows) })));
  expect(found.map(({ id, label, type, samples }) => [id, label, type, samples])).toEqual([
    ["custom_attributes.dynamic_12", "level", "text", ["L5"]],
    ["custom_attributes.dynamic_13", "dynamic_13", "text", []],
    ["custom_attributes.dynamic_14", "skills", "text", ["Go, SQL"]],
    ["custom_attributes.dynamic_15", "desk", "number", [12]],
    ["custom_attributes.dynamic_16", "address", "text", []],
    ["custom_attributes.dynamic_17", "remote", "boolean", [true]],
  ]);
});
