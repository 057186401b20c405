import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";
import { temporaryFile } from "../../testing/vendor.ts";

const LATER = "2026-05-02T09:00:00Z";

const RULES = {
  workEmail: { first: ["workEmail"] },
  firstName: { first: ["firstName"] },
  lastName: { first: ["lastName"] },
  department: { first: ["departmentName"], when: "creation" },
  seniority: { first: ["jobLevel"], steps: [{ seniority: true }] },
  "attributes.seniorityLabel": { first: ["jobLevel"] },
};

test("a mapping with attributes is previewed on a person and a sample, saved, and shows in the member", async () => {
  const world = await connectedWorld();
  await world.sync();
  const mapping = ["integrations", "mapping", "hr"];
  const wish = [...mapping, "--file", await temporaryFile("mapping.json", JSON.stringify(RULES))];
  const before = await world.ask(mapping, LATER);
  const [member] = await world.members("staged");
  const mail = String(member?.workEmail);

  const [person] = await world.ask([...wish, "--preview", "--person", mail], LATER);
  expect(person).toMatchObject({
    outcome: "found",
    member: String(member?.id),
    targets: expect.arrayContaining([
      expect.objectContaining({ target: "department", onlyAtCreation: true }),
      expect.objectContaining({
        target: "seniority",
        from: [{ field: "jobLevel", returned: true, value: expect.any(String) }],
        steps: [expect.objectContaining({ step: "seniority in common words" })],
      }),
    ]),
    next: { action: "update" },
  });
  const sample = await world.ask([...wish, "--preview"], LATER);
  expect(sample).toHaveLength(5);
  expect(await world.ask([...wish, "--preview", "--sample", "2"], LATER)).toEqual(sample.slice(0, 2));
  const plain = await world.run([...wish, "--preview", "--person", mail], LATER);
  expect(plain).toMatchObject({ code: 0, stderr: expect.stringContaining("Nothing was saved.") });
  expect(plain.stdout).toContain("department (only when the member is made)");
  expect(await world.ask(mapping, LATER)).toEqual(before);

  await world.ask(wish, LATER);
  await world.sync(LATER);
  const [shown] = await world.ask(["members", "show", String(member?.id)]);
  expect(shown?.["attributes"]).toEqual({ seniorityLabel: expect.any(String) });
  const table = await world.run(["members", "show", String(member?.id)]);
  expect(table.stdout).toContain("attributes.seniorityLabel");
  expect(await world.ask(mapping, LATER)).toContainEqual(
    expect.objectContaining({
      target: "attributes.seniorityLabel",
      sources: ["jobLevel"],
      samples: expect.arrayContaining([expect.any(String)]),
    }),
  );
});

test("a rule that gives everybody another e-mail is saved with --yes only", async () => {
  const world = await connectedWorld();
  await world.sync();
  const rule = { ...RULES, workEmail: { template: "{employeeNumber}@acme.test" } };
  const wish = [
    "integrations",
    "mapping",
    "hr",
    "--file",
    await temporaryFile("mapping.json", JSON.stringify(rule)),
  ];
  const refused = await world.run([...wish, "--json"], LATER);
  expect(refused).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("emailsWouldChange"),
  });
  expect(refused.stderr).toMatch(/\d+ of \d+ work e-mails would change/);
  expect((await world.run([...wish, "--yes"], LATER)).code).toBe(0);
});

test("what cannot be previewed or saved is refused with its code", async () => {
  const world = await connectedWorld();
  for (const [options, code] of [
    [["--person", "1"], "notPreview"],
    [["--preview", "--person", "1", "--sample", "2"], "personOrSample"],
    [["--preview", "--set", "workEmail=wrkEmail"], "unknownField"],
    [["--preview", "--set", "attributes.Cost=workEmail"], "unknownTarget"],
    [["--set", "attributes.__proto__=workEmail"], "unknownTarget"],
    [["--unset", "workEmail", "--unset", "orgMemberId"], "requiredTarget"],
  ] as const) {
    const refused = await world.run(["integrations", "mapping", "hr", ...options], LATER);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(code) });
  }
});
