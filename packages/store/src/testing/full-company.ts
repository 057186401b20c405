import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { Employee } from "@muster/roster";
import { eraseMember } from "../erasure/erase-member.ts";
import { announce } from "../integrations/announcements.ts";
import { holdFields } from "../plan/field-holds.ts";
import { listConflicts } from "../people/conflicts.ts";
import { decideConflicts } from "../people/decide-conflicts.ts";
import { settlePlanHolds } from "../plan/plan-holds.ts";
import { noticeWaiting } from "../system/notices.ts";
import { findMembers, listMembers } from "../people/members.ts";
import { giveRole } from "../people/give-role.ts";
import { pinField } from "../people/pins.ts";
import { protectMember } from "../people/protections.ts";
import { reactivateMember } from "../people/reactivate-member.ts";
import { rejectHolds } from "../people/decide-holds.ts";
import { startMatches } from "../people/mentoring.ts";
import type { Store } from "../open-store.ts";
import { undoRun } from "../undo/undo-run.ts";
import { applyRun, type Company, employee, newCompany, NOW, stage, startRun, syncPeople } from "./company.ts";

/**
 * A company with something in every table that holds an organization's rows: people with roles and matches, a
 * leaver, one who is held and rejected, a field and a plan that are held, notices of them, announced leavers, a run
 * that was undone, somebody who was erased, and a run under way.
 */
export async function newFullCompany(store: Store): Promise<Company> {
  const company = await newCompany(store);
  const { orgId } = company;
  const act = { orgId, actor: "ada", now: NOW };
  await syncPeople(
    company,
    [1, 2, 3].map((number) => employee(number)),
  );
  await company.within(async (tx) => {
    const [one, two] = await listMembers(tx, { afterId: 0, limit: 10 });
    const [mentorId, menteeId] = [one?.id ?? 0, two?.id ?? 0];
    await giveRole(tx, act, { memberIds: [mentorId], role: "mentor" });
    await giveRole(tx, act, { memberIds: [menteeId], role: "mentee" });
    const pairs = [{ mentorId, menteeId }];
    await startMatches(tx, { orgId, pairs, startedOn: "2026-03-02", meetingsEach: 2, goalsEach: 1 });
  });
  const left = { employment: "terminated" } as const;
  await syncPeople(company, [employee(1, left), employee(2), employee(3, left)]);
  await company.within(async (tx) => {
    const [, two, three] = await listMembers(tx, { afterId: 0, limit: 10 });
    const memberId = three?.id ?? 0;
    await reactivateMember(tx, act, { memberId, until: null, reason: "works on" });
    await pinField(tx, act, { memberId, field: "department" });
    await protectMember(tx, act, { memberId: two?.id ?? 0, reason: "owner" });
  });
  const run = await startRun(company);
  await stage(company, run, { employees: [employee(1, left), employee(2, left), employee(3)] });
  await applyRun(company, run, [{ causes: ["termination"], code: "terminations", rule: "more than none" }]);
  await company.within((tx) =>
    rejectHolds(tx, act, { runId: run.runId, selection: { all: true }, reason: "still here" }),
  );
  await company.within(async (tx) => {
    const { integrationId } = company;
    await announce(tx, { ...act, integrationId, leavers: 5, until: "2026-04-30", reason: null });
    const fallen = [{ field: "department", people: 3, rule: "none of 3 people" } as const];
    await holdFields(tx, { orgId, integrationId, runId: run.runId, now: NOW, fallen });
    const whole = { code: "rejects", holds: "everything", people: 3, base: 3, rule: "all of 3" } as const;
    const settled = { orgId, integrationId, runId: run.runId, now: NOW, everybody: true };
    await settlePlanHolds(tx, { ...settled, signs: [whole], holding: whole });
  });
  await noticeWaiting(store, new Date(NOW.getTime() + 24 * 3_600_000));
  await company.within((tx) => askAboutSomebody(tx, company));
  await undoneRun(company, [employee(1, left), employee(2, left), employee(3, {}, { jobTitle: "Lead" })]);
  await eraseSomebody(company, [employee(1, left), employee(2, left), employee(3)]);
  const under = await startRun(company);
  await stage(company, under, { employees: [employee(1, left)] });
  return company;
}

/** A newcomer who may be a member, and is not. */
async function askAboutSomebody(tx: Tx, { orgId, integrationId, keyring }: Company): Promise<void> {
  const [someone] = await listMembers(tx, { afterId: 0, limit: 1 });
  await sql`
    insert into conflicts (org_id, integration_id, external_id, kind, member_id, run_id, last_run_id, evidence,
      created_at)
    values (${orgId}, ${integrationId}, 'e99', 'looksAlike', ${someone?.id ?? 0}, 1, 1, '{}', ${NOW})`.execute(
    tx,
  );
  const [asked] = await listConflicts(tx);
  await decideConflicts(
    tx,
    keyring,
    { orgId, actor: "ada", now: NOW },
    { ids: [asked?.id ?? 0], decision: "different", reason: null },
  );
}

async function undoneRun(company: Company, employees: readonly Employee[]): Promise<void> {
  const run = await startRun(company);
  await stage(company, run, { employees });
  await applyRun(company, run);
  const act = { orgId: company.orgId, actor: "ada", now: NOW };
  await company.within((tx) => undoRun(tx, act, { runId: run.runId, reason: null }));
}

/** One more person, of whom nothing is left. */
async function eraseSomebody(company: Company, others: Employee[]): Promise<void> {
  await syncPeople(company, [...others, employee(8)]);
  await company.within(async (tx) => {
    const [one] = await findMembers(tx, { text: "e8", emailKey: "" });
    const act = { orgId: company.orgId, actor: "ada", now: NOW };
    await eraseMember(tx, company.keyring, act, { memberId: one?.id ?? 0, reason: null });
  });
}
