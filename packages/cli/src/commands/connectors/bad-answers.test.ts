import type { FaultsInput } from "@muster/simulators";
import { expect, test } from "vitest";
import { jsonOf, lastNote, muster, type Ran } from "../../testing/muster.ts";
import { startVendor, type TestVendor, withConfig } from "../../testing/vendor.ts";

async function read(vendor: TestVendor, ...args: string[]): Promise<Ran> {
  return muster(["connectors", "read", "bamboohr", ...vendor.where, ...args], vendor.env);
}

type Rule = NonNullable<FaultsInput["rules"]>[number];

async function readWith(rule: Pick<Rule, "fault" | "times">): Promise<Ran> {
  const vendor = await startVendor();
  vendor.simulator.setFaults({ rules: [{ operation: "list", ...rule }] });
  return read(vendor);
}

test("a wrong API key is exit code 4 and says which setting and where to make a new one", async () => {
  const vendor = await startVendor();
  const config = { ...vendor.simulator.config, auth: { method: "apiKey", apiKey: "not-the-key" } };
  const where = await withConfig(vendor, config);
  const answer = await muster(["connectors", "read", "bamboohr", "--json", ...where], vendor.env);
  expect(answer.code).toBe(4);
  expect(answer.stderr).toContain("auth.apiKey");
  expect(answer.stderr).toContain("Add New Key");
  expect(answer.stderr).not.toContain("not-the-key");
  expect(lastNote(answer)).toMatch(/^incomplete: BambooHR rejected the API key/);
  const told = answer.stderr.split("\n").find((line) => line.startsWith("{")) ?? "";
  expect(JSON.parse(told)).toMatchObject({ error: { code: "badCredentials", kind: "auth" } });
  expect((await muster(["connectors", "test", "bamboohr", ...where], vendor.env)).code).toBe(4);
});

test.each(["https://acme.bamboohr.com", "acme.bamboohr.com", "acme/../other"])(
  "a company domain such as %s is refused before any request",
  async (companyDomain) => {
    const vendor = await startVendor();
    const where = await withConfig(vendor, { ...vendor.simulator.config, settings: { companyDomain } });
    const answer = await muster(["connectors", "read", "bamboohr", ...where], vendor.env);
    expect(answer).toMatchObject({ code: 2, stdout: "" });
    expect(answer.stderr).toContain("settings.companyDomain");
    expect(vendor.simulator.requests()).toEqual([]);
  },
);

test("a config file that is not there or is no JSON is named, and nothing of it is quoted", async () => {
  const vendor = await startVendor();
  const missing = await muster(["connectors", "read", "bamboohr", "--config", "/nowhere/config.json"]);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("/nowhere/config.json") });
  const where = await withConfig(vendor, '{"apiKey": "s3cret",');
  const torn = await muster(["connectors", "read", "bamboohr", ...where], vendor.env);
  expect(torn).toMatchObject({ code: 2, stderr: expect.stringContaining("is not JSON") });
  expect(torn.stderr).not.toContain("s3cret");
});

test("a login page in place of the list is an error, never nobody", async () => {
  const answer = await readWith({ fault: "html200" });
  expect(answer).toMatchObject({ code: 1, stdout: "" });
  expect(lastNote(answer)).toMatch(/^incomplete: .*web page/);
});

test("JSON that was cut is asked for again", async () => {
  const answer = await readWith({ fault: "cutJson", times: 1 });
  expect(answer.code).toBe(0);
  expect(lastNote(answer)).toBe("complete: 40 people");
});

test("an empty list is what it is: nobody", async () => {
  const answer = await readWith({ fault: "emptyList" });
  expect(answer).toMatchObject({ code: 0, stdout: "" });
  expect(lastNote(answer)).toBe("complete: 0 people");
});

test("a total that the pages do not reach makes the read incomplete", async () => {
  const answer = await readWith({ fault: "totalTooHigh" });
  expect(answer.code).toBe(1);
  expect(jsonOf(answer)).toHaveLength(40);
  expect(lastNote(answer)).toBe("incomplete: the vendor counts 90 people, its pages held 40");
});

test("a cursor that repeats ends the read, and who was read is shown once", async () => {
  const answer = await readWith({ fault: "repeatCursor" });
  expect(answer.code).toBe(1);
  expect(lastNote(answer)).toMatch(/^incomplete: .*position in its list/);
  const ids = jsonOf(answer).map(({ externalId }) => externalId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a record without an id is told, and the others are read", async () => {
  const answer = await readWith({ fault: "missingId" });
  expect(answer.code).toBe(1);
  expect(jsonOf(answer)).toHaveLength(39);
  expect(answer.stderr).toContain("rejected: (no readable id) employeeId:");
  expect(lastNote(answer)).toBe("incomplete: 1 records came without a readable id");
});

test("a NUL in a name rejects that person, who counts as present", async () => {
  const answer = await readWith({ fault: "nulInName" });
  expect(answer.code).toBe(0);
  expect(jsonOf(answer)).toHaveLength(39);
  expect(answer.stderr).toMatch(/^rejected: \d+ firstName: holds a NUL character$/m);
  expect(lastNote(answer)).toBe("complete: 40 people");
});

test("one record twice is one person; one id with two names is nobody's truth", async () => {
  const equal = await readWith({ fault: "duplicateId" });
  expect(lastNote(equal)).toBe("complete: 40 people");
  expect(jsonOf(equal)).toHaveLength(40);
  const unlike = await readWith({ fault: "conflictingDuplicate" });
  expect(unlike.stderr).toMatch(/^rejected: \d+ id: came twice with different values$/m);
  expect(lastNote(unlike)).toBe("complete: 40 people");
  expect(jsonOf(unlike)).toHaveLength(39);
});

test("a lost position starts the read over, and prints nobody twice", async () => {
  const vendor = await startVendor({ employees: 6_000 });
  vendor.simulator.setFaults({ rules: [{ operation: "list", page: 2, fault: "badPage", times: 2 }] });
  const answer = await read(vendor);
  expect(lastNote(answer)).toBe("complete: 6000 people");
  expect(new Set(jsonOf(answer).map(({ externalId }) => externalId)).size).toBe(6_000);
  expect(answer.stdout.trimEnd().split("\n")).toHaveLength(6_000);
  const forGood = await startVendor();
  forGood.simulator.setFaults({ rules: [{ operation: "list", fault: "badPage" }] });
  expect(await read(forGood)).toMatchObject({ code: 1, stdout: "" });
});

test("page 3 of 5 failing past every attempt is transient, and shows whom it read", async () => {
  const vendor = await startVendor({ employees: 12_500 });
  vendor.simulator.setFaults({ rules: [{ operation: "list", page: 3, fault: "http500" }] });
  const answer = await read(vendor);
  expect(answer.code).toBe(3);
  expect(answer.stdout.trimEnd().split("\n")).toHaveLength(5_000);
  expect(lastNote(answer)).toMatch(/^incomplete: BambooHR had a problem of its own, HTTP 500/);
  // The pauses between five attempts.
}, 90_000);
