import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { connectedWorld, migratedDatabase } from "../../testing/database.ts";
import { jsonOf, muster } from "../../testing/muster.ts";
import { newMasterKey, startVendor, temporaryFile, withConfig } from "../../testing/vendor.ts";

test("an integration is created from a file or from stdin, tested, mapped, enabled and paused", async () => {
  const vendor = await startVendor();
  const env = { ...vendor.env, ...(await migratedDatabase()) };
  const create = ["integrations", "create", "--connector", "bamboohr", "--json"];
  const made = await muster([...create, "--name", "hr", ...vendor.where], env);
  expect(jsonOf(made)).toEqual([{ id: "1", connector: "bamboohr", name: "hr", enabled: false }]);
  const piped = await muster(
    [...create, "--name", "second", "--config", "-", "--base-url", vendor.simulator.url],
    env,
    await readFile(vendor.configFile, "utf8"),
  );
  expect(jsonOf(piped)).toMatchObject([{ id: "2", name: "second" }]);

  const checks = jsonOf(await muster(["integrations", "test", "hr", "--json"], env));
  expect(checks.map(({ outcome }) => outcome)).not.toContain("fail");
  const mapping = jsonOf(await muster(["integrations", "mapping", "1", "--json"], env));
  const [first] = vendor.simulator.company();
  expect(mapping).toContainEqual({
    target: "workEmail",
    sources: ["workEmail"],
    samples: [first?.workEmail, expect.any(String), expect.any(String)],
  });

  const enabled = await muster(["integrations", "enable", "second", "--json"], env);
  expect(jsonOf(enabled)).toEqual([{ id: "2", name: "second", enabled: true, run: "1" }]);
  expect(enabled.stderr).toContain("No worker is running");
  await muster(["integrations", "pause", "2"], env);
  const list = jsonOf(await muster(["integrations", "list", "--json"], env));
  expect(list.map(({ name, enabled: on }) => [name, on])).toEqual([
    ["hr", false],
    ["second", false],
  ]);
});

test("what is not right about a new integration is told, and nothing is stored", async () => {
  const vendor = await startVendor();
  const env = { ...vendor.env, ...(await migratedDatabase()) };
  const create = async (name: string, where: string[], over: Record<string, string> = {}) =>
    muster(["integrations", "create", "--connector", "bamboohr", "--name", name, ...where], {
      ...env,
      ...over,
    });
  expect(await create("12", vendor.where)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("badName"),
  });
  const bad = await withConfig(vendor, { settings: { companyDomain: "a.b" }, auth: { method: "apiKey" } });
  const answer = await create("hr", bad);
  expect(answer).toMatchObject({ code: 2 });
  expect(answer.stderr).toContain("settings.companyDomain");
  expect(answer.stderr).toContain("auth.apiKey: missing");
  const closed = await create("hr", vendor.where, { MUSTER_ALLOW_HOSTS: "" });
  expect(closed).toMatchObject({ code: 2, stderr: expect.stringContaining("MUSTER_ALLOW_HOSTS") });
  expect(jsonOf(await muster(["integrations", "list", "--json"], env))).toEqual([]);
});

test("a name belongs to one integration, and an unknown one or another organization is told", async () => {
  const { vendor, run } = await connectedWorld();
  const twin = await run([
    "integrations",
    "create",
    "--connector",
    "bamboohr",
    "--name",
    "hr",
    ...vendor.where,
  ]);
  expect(twin).toMatchObject({ code: 2, stderr: expect.stringContaining("nameTaken") });
  expect(await run(["integrations", "pause", "payroll"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("muster integrations list"),
  });
  expect(await run(["integrations", "list", "--org", "other"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("other"),
  });
});

test("a master key that did not seal the credentials opens none of them", async () => {
  const { run, env } = await connectedWorld();
  const other = newMasterKey();
  const answer = await muster(["integrations", "test", "hr"], { ...env, MUSTER_MASTER_KEY: other });
  expect(answer).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("secretKeyMissing") });
  expect((await run(["integrations", "test", "hr"])).code).toBe(0);
});

test("credentials that were wrong are replaced, and the old ones are gone", async () => {
  const { run, vendor } = await connectedWorld();
  const wrong = JSON.stringify({
    settings: { companyDomain: "acme" },
    auth: { method: "apiKey", apiKey: "0".repeat(40) },
  });
  const file = await temporaryFile("wrong.json", wrong);
  expect(await run(["integrations", "set", "hr", "--config", file])).toMatchObject({ code: 0 });
  expect((await run(["integrations", "test", "hr"])).code).toBe(4);
  expect(await run(["integrations", "set", "hr", "--config", vendor.configFile])).toMatchObject({ code: 0 });
  expect((await run(["integrations", "test", "hr"])).code).toBe(0);
  expect(await run(["integrations", "set", "hr"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("nothingToSet"),
  });
  const early = await run(["integrations", "set", "hr", "--accept-permissions"]);
  expect(early.stdout).toContain("nothing to accept");
});

test("a mapping is changed, the customer's own fields included, and the next sync goes by it", async () => {
  const world = await connectedWorld();
  await world.sync();
  const mapping = ["integrations", "mapping", "hr"];
  const rules = await world.ask([
    ...mapping,
    "--set",
    "seniority=jobLevel,jobTitleName",
    "--unset",
    "location",
  ]);
  expect(rules).toContainEqual({ target: "seniority", sources: ["jobLevel", "jobTitleName"] });
  expect(rules).toContainEqual({ target: "location", sources: [] });
  expect(rules).toContainEqual({ target: "workEmail", sources: ["workEmail"] });
  await world.sync("2026-05-02T09:00:00Z");
  const [member] = await world.members("staged");
  const [shown] = await world.ask(["members", "show", String(member?.id)]);
  expect(shown?.["seniority"]).toEqual(expect.any(String));
  for (const [rule, words] of [
    ["seniority=joblevel", "jobLevel"],
    ["seniorty=jobLevel", "unknownTarget"],
    ["seniority", "target=field"],
  ] as const) {
    const refused = await world.run([...mapping, "--set", rule]);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(words) });
  }
  expect(await world.ask(mapping, world.vendor.now)).toContainEqual(
    expect.objectContaining({ target: "seniority", sources: ["jobLevel", "jobTitleName"] }),
  );
});
