import { expect, test } from "vitest";
import { get, simulate } from "../testing/client.ts";

test("the lists have the options of each list field; what nobody has any more is archived", async () => {
  const simulator = await simulate();
  simulator.edit({ op: "hire", id: "901", set: { department: "Moon base" } });
  simulator.edit({ op: "terminate", id: "901" });
  const lists: unknown = await (await get(simulator, "/meta/lists")).json();
  expect(lists).toContainEqual({
    fieldId: 4337,
    manageable: "yes",
    multiple: "no",
    name: "Shirt Size",
    alias: "customShirtSize",
    options: ["S", "M", "L", "XL"].map((name) => ({ id: expect.any(String), archived: "no", name })),
  });
  const departments = expect.arrayContaining([
    expect.objectContaining({ archived: "yes", name: "Moon base" }),
    expect.objectContaining({ archived: "no", name: "Sales" }),
  ]);
  expect(lists).toContainEqual(expect.objectContaining({ fieldId: 4, options: departments }));
  expect(lists).toContainEqual(expect.objectContaining({ fieldId: -50, alias: "jobLevel" }));
  const xml = await get(simulator, "/meta/lists", { accept: "*/*" });
  expect(await xml.text()).toContain('archived="no">People &amp; Culture</option>');
});

test("the company's own fields are told with an id, and some without an alias", async () => {
  const simulator = await simulate({ employees: 3 });
  const fields: unknown = await (await get(simulator, "/api/v1/meta/fields")).json();
  expect(fields).toContainEqual({ id: 4338, name: "Guild", type: "list", alias: "customGuild" });
  expect(fields).toContainEqual({ id: 4339, name: "Cost code #", type: "text" });
  const response = await get(simulator, "/employees/2?fields=customGuild,4339,jobLevel");
  expect(await response.json()).toMatchObject({ 4339: expect.stringMatching(/^C-1\d\d$/) });
});

test("the users are told by user id; those of the API are no employees", async () => {
  const simulator = await simulate({ employees: 3 });
  const users: unknown = await (await get(simulator, "/meta/users")).json();
  expect(users).toMatchObject({ 2401: { employeeId: 0, status: "enabled" }, 2402: { employeeId: 1 } });
  expect(await (await get(simulator, "/meta/users", { accept: "*/*" })).text()).toContain('employeeId="0"');
});
