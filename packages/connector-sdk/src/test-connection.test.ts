import { describe, expect, test } from "vitest";
import type { Check } from "./checks.ts";
import { ConnectorError } from "./errors.ts";
import { first } from "./mapping.ts";
import type { Page, SourceRecord } from "./records.ts";
import { type Probe, testConnection } from "./test-connection.ts";

const never = new AbortController().signal;

function person(id: number, changes: Partial<SourceRecord> = {}): SourceRecord {
  const fields = { mail: `p${id}@acme.test`, dept: "Sales" };
  return { externalId: String(id), vendorStatus: "active", fields, ...changes };
}

const PAGE: Page = { records: [1, 2, 3, 4].map((id) => person(id)), rejected: [], checkpoint: null };

const PROBE: Probe = {
  vendor: "Acme HR",
  credential: "API key",
  accessFix: "Let the key see everybody.",
  mapping: { workEmail: first("mail"), department: first("dept") },
  required: ["status"],
  sample: async () => PAGE,
  headCount: () => 1_400,
  leavers: () => 12,
  calls: (people) => `${people ?? "?"} / 100`,
};

async function outcomes(changes: Partial<Probe>): Promise<Record<string, string>> {
  const checks = await testConnection({ ...PROBE, ...changes }, never);
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

async function checkNamed(id: string, changes: Partial<Probe>): Promise<Check | undefined> {
  return (await testConnection({ ...PROBE, ...changes }, never)).find((check) => check.id === id);
}

function refusal(kind: "auth" | "permission" | "transient"): () => Promise<never> {
  return () => Promise.reject(new ConnectorError(kind, "No.", { code: "no", fix: "Do it." }));
}

describe("Test connection", () => {
  test("passes every check where all is well, with the head count and what a full sync costs", async () => {
    const checks = await testConnection(PROBE, never);
    expect(checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "reachable pass",
      "signedIn pass",
      "listsPeople pass",
      "headCount pass",
      "seesLeavers pass",
      "fieldsReadable pass",
      "fillRates pass",
      "callsPerFullSync pass",
    ]);
    expect(checks.at(-1)?.detail).toBe("1400 / 100");
  });

  test("ends where the first answer ends it, each in its own way", async () => {
    expect(await outcomes({ sample: refusal("transient") })).toEqual({ reachable: "fail" });
    expect(await outcomes({ sample: refusal("auth") })).toEqual({ reachable: "pass", signedIn: "fail" });
    expect(await outcomes({ sample: refusal("permission") })).toEqual({
      reachable: "pass",
      signedIn: "pass",
      listsPeople: "fail",
    });
    const nobody = async () => ({ records: [], rejected: [], checkpoint: null });
    expect(await outcomes({ sample: nobody })).toMatchObject({ listsPeople: "fail" });
  });

  test("goes on where a later question fails", async () => {
    expect(await outcomes({ leavers: refusal("permission"), headCount: refusal("transient") })).toMatchObject(
      {
        headCount: "fail",
        seesLeavers: "fail",
        fillRates: "pass",
      },
    );
  });

  test("warns where nobody who left can be seen, and where a field is empty for everybody", async () => {
    expect(await checkNamed("seesLeavers", { leavers: () => 0 })).toMatchObject({
      outcome: "warn",
      fix: expect.stringContaining("Let the key see everybody."),
    });
    const mapping = { ...PROBE.mapping, jobTitle: first("title") };
    expect(await checkNamed("fillRates", { mapping })).toMatchObject({
      outcome: "warn",
      detail: "of 4 current people: workEmail 100 %, department 100 %, jobTitle 0 %",
      fix: expect.stringContaining("jobTitle"),
    });
  });

  test("warns of work addresses that are missing, looking at current people only", async () => {
    const gone = person(9, { vendorStatus: "terminated", fields: {} });
    const records = [...PAGE.records, gone];
    expect(await outcomes({ sample: async () => ({ ...PAGE, records }) })).toMatchObject({
      fillRates: "pass",
    });
    const nameless = [...PAGE.records, person(9, { fields: { dept: "Sales" } }), person(10, { fields: {} })];
    expect(await outcomes({ sample: async () => ({ ...PAGE, records: nameless }) })).toMatchObject({
      fillRates: "warn",
    });
  });

  test("fails where a field is withheld without which nobody can be judged, and warns for any other", async () => {
    const withheld = (field: string) => async () => ({ ...PAGE, restricted: [field] });
    expect(await outcomes({ sample: withheld("status") })).toMatchObject({ fieldsReadable: "fail" });
    expect(await outcomes({ sample: withheld("dept") })).toMatchObject({ fieldsReadable: "warn" });
    const rejected = [{ path: "id", issue: "is missing" }];
    expect(await outcomes({ sample: async () => ({ ...PAGE, rejected }) })).toMatchObject({
      fieldsReadable: "fail",
    });
  });

  test("tells what is known of the credentials' age", async () => {
    const credentialAge = async () => ({ outcome: "warn" as const, detail: "ends in 3 days", fix: "Renew." });
    expect(await checkNamed("credentialAge", { credentialAge })).toMatchObject({
      outcome: "warn",
      fix: "Renew.",
    });
  });

  test("a stop is no failed check", async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(
      testConnection({ ...PROBE, sample: refusal("transient") }, abort.signal),
    ).rejects.toMatchObject({ code: "no" });
  });
});
