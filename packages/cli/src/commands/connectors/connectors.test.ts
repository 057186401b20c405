import { once } from "node:events";
import { expect, test } from "vitest";
import { jsonOf, lastNote, muster, startMuster } from "../../testing/muster.ts";
import { startVendor } from "../../testing/vendor.ts";

interface ReadLine {
  externalId: string;
  [field: string]: unknown;
}

test("the installed connectors are listed and described, with the config that each one needs", async () => {
  expect(jsonOf(await muster(["connectors", "list", "--json"]))).toEqual([
    expect.objectContaining({ id: "bamboohr", name: "BambooHR", auth: ["apiKey", "oauth"] }),
    expect.objectContaining({ id: "hibob", name: "HiBob", auth: ["serviceUser", "oauth"], pageSize: null }),
    expect.objectContaining({ id: "personio", name: "Personio", auth: ["clientCredentials"], pageSize: 50 }),
    expect.objectContaining({ id: "rippling", name: "Rippling", auth: ["apiToken", "oauth"], pageSize: 100 }),
    expect.objectContaining({
      id: "workday",
      name: "Workday",
      auth: ["isu", "oauth", "jwt", "clientCredentials"],
      pageSize: 200,
    }),
  ]);
  const shown = await muster(["connectors", "show", "bamboohr"]);
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).toContain(
    '{"settings":{"companyDomain":"…"},"auth":{"method":"apiKey","apiKey":"…"}}',
  );
  expect(await muster(["connectors", "show", "nohr"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("bamboohr"),
  });
});

/** By vendor, the calls that a read of 3,000 people takes, and the states that its records can tell. */
const READS: { id: string; calls: Record<string, number>; states: string[] }[] = [
  { id: "bamboohr", calls: { list: 2 }, states: ["active", "preStart", "terminated"] },
  { id: "hibob", calls: { list: 1 }, states: ["active", "onLeave", "preStart", "terminated"] },
  {
    id: "personio",
    calls: { token: 1, namedList: 1, list: 60, byId: 3000 },
    states: ["active", "onLeave", "preStart", "terminated"],
  },
  {
    id: "rippling",
    calls: { namedList: 1, list: 30 },
    states: ["active", "preStart", "terminated", "unknown"],
  },
  { id: "workday", calls: { list: 15 }, states: ["active", "onLeave", "preStart", "terminated"] },
];

test.each(READS)(
  "reading $id gives the truth, everybody once, at the largest page, and says that it is complete",
  async ({ id, calls, states }) => {
    const { simulator, where, env } = await startVendor({ employees: 3000 }, id);
    const read = await muster(["connectors", "read", id, ...where], env);
    expect(read.code).toBe(0);
    expect(lastNote(read)).toBe("complete: 3000 people");
    const lines = jsonOf<ReadLine>(read);
    // A person id only says which records are one person's: its spelling is the connector's own.
    const truth = simulator.company().map(({ personId: _spelling, ...told }) => told);
    expect(lines.map(asTruth)).toEqual(truth);
    expect(new Set(truth.map(({ employment }) => employment))).toEqual(new Set(states));
    expect(
      Object.keys(lines[0] ?? {})
        .filter((key) => key !== "personId")
        .slice(0, 4),
    ).toEqual(["externalId", "employment", "startDate", "endDate"]);
    const asked = Object.groupBy(simulator.requests(), ({ operation }) => operation);
    const counts = Object.entries(asked).map(([operation, requests]) => [operation, requests?.length]);
    expect(Object.fromEntries(counts)).toEqual(calls);
    // Two calls could share 3,000 people in smaller pages, too.
    const limits = asked["list"]?.flatMap(({ query }) => query["page[limit]"] ?? []);
    expect(new Set(limits)).toEqual(new Set(id === "bamboohr" ? ["2500"] : []));
  },
);

test("fields of the customer's own are shown after the declared ones, with samples", async () => {
  const { where, env } = await startVendor({}, "hibob");
  const fields = jsonOf(await muster(["connectors", "fields", "hibob", "--json", ...where], env));
  expect(fields).toContainEqual({
    id: "work.custom.field_1698036945383",
    label: "Guild",
    type: "text",
    targets: [],
    filled: null,
    samples: ["Guild A", "Guild B", "Guild C"],
    suggestion: {
      target: "department",
      confidence: expect.any(Number),
      because: 'its label says "guild"',
    },
  });
  const table = await muster(["connectors", "fields", "hibob", ...where], env);
  expect(table.stdout).toMatch(/field_1698036945401 .* Desk number .* number/);
  expect(table.stderr).toContain('"Guild" (work.custom.field_1698036945383) may be the department');
});

test("a reader that goes away early, as head does, ends the output without an error", async () => {
  const { where, env } = await startVendor({ employees: 1200 });
  const running = startMuster(["connectors", "read", "bamboohr", ...where], env);
  running.child.stdout.destroy();
  const [code] = await once(running.child, "exit");
  expect(code).toBe(0);
});

test("a read is judged at the day that was asked for, today by the business clock", async () => {
  const { where, env } = await startVendor();
  const employments = async (args: string[], now: string): Promise<unknown[]> => {
    const read = await muster(["connectors", "read", "bamboohr", ...where, ...args], {
      ...env,
      MUSTER_NOW: now,
    });
    return jsonOf<ReadLine>(read).map((line) => line["employment"]);
  };
  const early = await employments(["--as-of", "2015-01-01"], "2026-05-01T09:00:00Z");
  expect(early.filter((employment) => employment === "preStart").length).toBeGreaterThan(20);
  expect(await employments([], "2015-01-01T09:00:00Z")).toEqual(early);
});

test("raw records are shown as the vendor gave them", async () => {
  const { where, env } = await startVendor();
  const read = await muster(["connectors", "read", "bamboohr", "--raw", ...where], env);
  expect(lastNote(read)).toBe("complete: 40 people");
  expect(jsonOf(read)[0]).toMatchObject({
    externalId: "1",
    vendorStatus: "active",
    fields: { employeeId: "1", status: "Active" },
  });
});

test("Test connection is a table of checks, and fields show what the vendor has", async () => {
  const { where, env } = await startVendor();
  const checks = jsonOf(await muster(["connectors", "test", "bamboohr", "--json", ...where], env));
  expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(["signedIn", "listsPeople"]));
  const fields = jsonOf(await muster(["connectors", "fields", "bamboohr", "--json", ...where], env));
  expect(fields).toContainEqual({
    id: "workEmail",
    label: "Work Email",
    type: "email",
    targets: ["workEmail"],
    filled: expect.any(Number),
    samples: [expect.any(String), expect.any(String), expect.any(String)],
  });
  const declared = jsonOf(await muster(["connectors", "fields", "bamboohr", "--json"]));
  // Without credentials nobody can say which fields are the company's own.
  expect(fields.slice(0, declared.length).map(({ id }) => id)).toEqual(declared.map(({ id }) => id));
  expect(fields.slice(declared.length)).toContainEqual(
    expect.objectContaining({ id: "jobLevel", targets: [] }),
  );
});

test("only whoever changed since a time is read where the vendor can tell", async () => {
  const { simulator, where, env } = await startVendor({ employees: 300 }, "rippling");
  const changed = await muster(["connectors", "read", "rippling", "--since", "2026-04-15", ...where], env);
  expect(changed.code).toBe(0);
  const people = jsonOf<ReadLine>(changed).map(asTruth);
  expect(lastNote(changed)).toBe(`complete: ${people.length} people`);
  expect(people.length).toBeGreaterThan(0);
  expect(people.length).toBeLessThan(300);
  for (const person of people) expect(simulator.company()).toContainEqual(expect.objectContaining(person));
  const wrong = await muster(["connectors", "read", "rippling", "--since", "yesterday", ...where], env);
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
});

test("what a connector cannot do is refused before anything is asked of the vendor", async () => {
  const { simulator, where, env } = await startVendor({}, "hibob");
  const since = await muster(["connectors", "read", "hibob", "--since", "2026-04-01", ...where], env);
  expect(since).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("noChanges") });
  expect(simulator.requests()).toEqual([]);
});

/** A line as the simulator tells of the person. */
function asTruth(line: ReadLine): Record<string, unknown> {
  return {
    id: line.externalId,
    workEmail: line["workEmail"],
    firstName: line["firstName"],
    lastName: line["lastName"],
    department: line["department"],
    jobTitle: line["jobTitle"],
    employment: line["employment"],
    startDate: line["startDate"],
    endDate: line["endDate"],
    managerId: line["managerExternalId"],
  };
}
