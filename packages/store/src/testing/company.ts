import { randomBytes } from "node:crypto";
import { DEFAULT_POLICY, type Employee } from "@muster/roster";
import { applyBatch } from "../apply/apply-batch.ts";
import { openBatch, sealBatch } from "../apply/batches.ts";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import { recordBaseline } from "../integrations/baseline.ts";
import { createIntegration } from "../integrations/integrations.ts";
import type { Store } from "../open-store.ts";
import { draftPlan } from "../plan/draft-plan.ts";
import { type HoldRule, holdRows, markHeld } from "../plan/hold-rows.ts";
import { endRun } from "../runs/advance-run.ts";
import { claimRun } from "../runs/claim-run.ts";
import { type Lease, releaseLease } from "../runs/lease.ts";
import { requestRun } from "../runs/request-run.ts";
import { type Keyring, parseKeyring } from "../secrets/keyring.ts";
import { encodeStaged, type StagedPeople, stageGroup, type StagingGroup } from "../system/staging.ts";

/** The business clock of these tests. */
export const NOW = new Date("2026-03-02T09:00:00Z");

/** An organization of its own with one integration. */
export interface Company {
  store: Store;
  orgId: number;
  integrationId: number;
  keyring: Keyring;
  /** In a transaction that sees this organization only. */
  within<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** The credentials of every company's integration. */
export const SECRETS = { apiKey: "canary-api-key-7f3a", clientSecret: "canary-client-secret-9b1c" };

export async function newCompany(
  store: Store,
  keyring = parseKeyring(randomBytes(32).toString("base64")),
): Promise<Company> {
  const slug = `o${randomBytes(6).toString("hex")}`;
  const { rows } = await store.systemPool.query<{ id: number }>(
    "insert into organizations (slug, name) values ($1, $1) returning id",
    [slug],
  );
  const orgId = rows[0]?.id ?? 0;
  const within: Company["within"] = (work) => store.forOrganization(orgId, work);
  const integrationId = await within((tx) =>
    createIntegration(tx, keyring, {
      orgId,
      connector: "tiny",
      name: "Tiny",
      baseUrl: null,
      settings: { domain: "acme" },
      authMethod: "apiKey",
      limits: null,
      mapping: {},
      policy: {},
      schedule: "0 3 * * *",
      secrets: SECRETS,
    }),
  );
  return { store, orgId, integrationId, keyring, within };
}

/** An employed person `e<number>` with an address of their own. */
export function employee(
  number: number,
  change: Partial<Employee> = {},
  fields: Partial<Employee["fields"]> = {},
): Employee {
  return {
    externalId: `e${number}`,
    employment: "active",
    startDate: null,
    endDate: null,
    ...change,
    fields: {
      orgMemberId: null,
      workEmail: `e${number}@acme.test`,
      firstName: "Person",
      lastName: String(number),
      displayName: null,
      department: "Sales",
      jobTitle: null,
      seniority: null,
      managerExternalId: null,
      location: null,
      ...fields,
    },
  };
}

/** A claimed run, ready to stage. */
export async function startRun(company: Company): Promise<Lease> {
  const { orgId, integrationId } = company;
  return company.within(async (tx) => {
    const queued = await requestRun(tx, {
      orgId,
      integrationId,
      mode: "full",
      dryRun: false,
      door: "hr",
      requestedBy: "ada",
      now: NOW,
    });
    const claim = await claimRun(tx, {
      runId: queued.id,
      token: null,
      worker: "w",
      asOf: "2026-03-02",
      now: NOW,
    });
    if (claim.outcome !== "claimed") throw new Error(`the run is ${claim.outcome}`);
    return claim.lease;
  });
}

/** Stages people for a run as one page of the vendor's. */
export async function stage(
  company: Company,
  lease: Lease,
  {
    employees = [],
    rejected = [],
    ...others
  }: Partial<StagedPeople & Omit<StagingGroup, "chunks" | "present">>,
): Promise<void> {
  const people = employees.length + rejected.length;
  const { erased, gone, ...rest } = others;
  const encoded = encodeStaged(lease, {
    employees,
    rejected,
    ...(erased && { erased }),
    ...(gone && { gone }),
  });
  await stageGroup(company.store, lease, { checkpoint: {}, people, total: people, ...rest, ...encoded });
}

/** Applies what was staged for a run, holding whom `rules` name, and ends it. Gives the batch's number. */
export async function applyRun(
  company: Company,
  lease: Lease,
  rules: readonly HoldRule[] = [],
): Promise<number | null> {
  const { orgId, integrationId } = company;
  const { runId } = lease;
  return company.within(async (tx) => {
    await waitForApplyLock(tx, orgId);
    const batchId = await openBatch(tx, { orgId, runId, kind: "run", actor: "ada", now: NOW });
    const absence = { certified: true, secondLookBefore: NOW, canLook: false };
    const { newMembers } = DEFAULT_POLICY;
    await draftPlan(tx, { orgId, integrationId, runId, batchId, ...absence, persons: true, newMembers });
    await holdRows(tx, { batchId, runId, integrationId, now: NOW, rules, everybody: true, known: true });
    await applyBatch(tx, { batchId, now: NOW, door: "hr", runId, approvedBy: null });
    await markHeld(tx, { runId, integrationId });
    const fill = { people: 0, filled: {} };
    await recordBaseline(tx, { integrationId, runId, people: 0, restricted: [], fill, held: [] });
    const seq = await sealBatch(tx, batchId, NOW);
    await endRun(tx, lease, { state: "succeeded", certificate: "counted", counts: {}, held: [] }, NOW);
    await releaseLease(tx, lease);
    return seq;
  });
}

/** A whole run over these people. */
export async function syncPeople(
  company: Company,
  employees: readonly Employee[],
  rules: readonly HoldRule[] = [],
): Promise<number | null> {
  const lease = await startRun(company);
  await stage(company, lease, { employees });
  return applyRun(company, lease, rules);
}
