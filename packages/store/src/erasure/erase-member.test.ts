import { randomBytes } from "node:crypto";
import { plainDate } from "@muster/connector-sdk";
import { DEFAULT_POLICY, type Employee } from "@muster/roster";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { FEED_START, readFeed } from "../apply/feed.ts";
import { openBatch } from "../apply/batches.ts";
import { rejectHolds } from "../people/decide-holds.ts";
import { countMentoring, startMatches } from "../people/mentoring.ts";
import { findMembers, listMembers } from "../people/members.ts";
import { readMemberRecord } from "../people/member-record.ts";
import { protectMember } from "../people/protections.ts";
import { pinField } from "../people/pins.ts";
import { reactivateMember } from "../people/reactivate-member.ts";
import { draftPlan } from "../plan/draft-plan.ts";
import { parseKeyring } from "../secrets/keyring.ts";
import { type Company, employee, newCompany, NOW, stage, startRun, syncPeople } from "../testing/company.ts";
import { placesOf } from "../testing/dump.ts";
import { useStore } from "../testing/use-store.ts";
import { eraseMember } from "./erase-member.ts";
import { loadErasures, sift } from "./erasures.ts";
import { findErased } from "./suppressions.ts";

const { store } = useStore("pg18");

const act = (company: Company): { orgId: number; actor: string; now: Date } => ({
  orgId: company.orgId,
  actor: "ada",
  now: NOW,
});

/** Somebody with a word of their own in everything that a source can say. */
function vera(
  word: string,
  change: Partial<Employee> = {},
  fields: Partial<Employee["fields"]> = {},
): Employee {
  const all = [
    "firstName",
    "lastName",
    "displayName",
    "department",
    "jobTitle",
    "seniority",
    "location",
  ] as const;
  const mapped = Object.fromEntries(all.map((field) => [field, `${word}-${field}`]));
  return employee(
    1,
    {
      externalId: `${word}-id`,
      personId: `${word}-person`,
      attributes: { guild: `${word}-guild` },
      startDate: plainDate("1987-06-05"),
      ...change,
    },
    { ...mapped, orgMemberId: `${word}-number`, workEmail: `${word}@acme.test`, ...fields },
  );
}

/** A company in which somebody has left a trace wherever there can be one. */
async function tracedCompany(word: string): Promise<{ company: Company; memberId: number }> {
  const company = await newCompany(store());
  const report = employee(2, {}, { managerExternalId: `${word}-id` });
  const others = [report, employee(3, {}, { managerExternalId: `${word}-id` })];
  await syncPeople(company, [vera(word), ...others]);
  const [found] = await company.within((tx) => findMembers(tx, { text: `${word}-id`, emailKey: "" }));
  const memberId = found?.id ?? 0;
  await company.within(async (tx) => {
    const [mentee] = await findMembers(tx, { text: "e2", emailKey: "" });
    const pairs = [{ mentorId: memberId, menteeId: mentee?.id ?? 0 }];
    await startMatches(tx, {
      orgId: company.orgId,
      pairs,
      startedOn: "2026-03-02",
      meetingsEach: 2,
      goalsEach: 1,
    });
  });
  const second = vera(word, { externalId: `${word}-two`, employment: "unknown" });
  await syncPeople(company, [vera(word, {}, { department: `${word}-later` }), second, ...others]);
  const left = vera(word, { employment: "terminated", endDate: plainDate("2031-07-08") });
  const group = {
    causes: ["termination"] as const,
    code: "group",
    rule: `all 3 of the line of manager "${word}-id" would leave at once`,
  };
  await syncPeople(company, [left, second, ...others]);
  await company.within((tx) =>
    reactivateMember(tx, act(company), { memberId, until: null, reason: `${word} works on` }),
  );
  await syncPeople(company, [vera(word), second, ...others]);
  await company.within((tx) =>
    pinField(tx, act(company), { memberId, field: "location", value: `${word} pinned` }),
  );
  await syncPeople(
    company,
    [left, second, employee(2, { employment: "terminated" }), ...others.slice(1)],
    [group],
  );
  const { rows } = await company.within((tx) =>
    sql<{ id: number }>`select max(run_id) as id from holds`.execute(tx),
  );
  await company.within((tx) =>
    rejectHolds(tx, act(company), {
      runId: rows[0]?.id ?? 0,
      selection: { all: true },
      reason: `${word} is still here`,
    }),
  );
  const asked = JSON.stringify({ workEmail: `${word}@acme.test`, displayName: `${word} name` });
  await company.within((tx) =>
    sql`insert into conflicts (org_id, integration_id, external_id, kind, run_id, last_run_id, evidence, created_at)
      values (${company.orgId}, ${company.integrationId}, ${`${word}-two`}, 'emailTaken', 1, 1, ${asked}, ${NOW})`.execute(
      tx,
    ),
  );
  await company.within((tx) =>
    sql`insert into declines (org_id, integration_id, external_id, member_id, what, value, episode, run_id, actor,
        created_at)
      values (${company.orgId}, ${company.integrationId}, ${`${word}-id`}, ${memberId}, 'jobTitle',
        ${`${word}-jobTitle`}, 0, 1, 'ada', ${NOW})`.execute(tx),
  );
  await company.within((tx) =>
    protectMember(tx, act(company), { memberId, reason: `${word} is the founder` }),
  );
  const lease = await startRun(company);
  await stage(company, lease, { employees: [vera(word, {}, { jobTitle: `${word} planned` }), ...others] });
  await company.within(async (tx) => {
    const { orgId, integrationId } = company;
    const { runId } = lease;
    const batchId = await openBatch(tx, { orgId, runId, kind: "run", actor: "ada", now: NOW });
    const absence = { certified: true, secondLookBefore: NOW, canLook: false };
    const { newMembers } = DEFAULT_POLICY;
    await draftPlan(tx, { orgId, integrationId, runId, batchId, ...absence, persons: true, newMembers });
  });
  return { company, memberId };
}

test("after an erasure no column of any table holds anything of the person", async () => {
  const word = `zq${randomBytes(4).toString("hex")}`;
  const { company, memberId } = await tracedCompany(word);
  const before = await placesOf(store(), word);
  // Whoever adds a table that takes a person's data adds a trace above; these are those of today.
  expect([...new Set(before.map(({ table }) => table))]).toEqual([
    "audit",
    "changes",
    "conflicts",
    "deactivations",
    "declines",
    "holds",
    "identities",
    "members",
    "overrides",
    "protections",
    "staging",
  ]);
  const feed = await company.within((tx) => readFeed(tx, FEED_START, 1_000));
  await company.within((tx) =>
    eraseMember(tx, company.keyring, act(company), { memberId, reason: "asked for it" }),
  );
  for (const text of [word, "1987-06-05", "2031-07-08"]) expect(await placesOf(store(), text)).toEqual([]);
  const after = await company.within((tx) => readFeed(tx, FEED_START, 1_000));
  const place = ({ seq, ord, action, memberId: id }: (typeof feed)[number]): unknown => ({
    seq,
    ord,
    action,
    id,
  });
  expect(after.slice(0, feed.length).map(place)).toEqual(feed.map(place));
});

test("what others share with an erased person stays, and the match is flagged", async () => {
  const word = `zq${randomBytes(4).toString("hex")}`;
  const { company, memberId } = await tracedCompany(word);
  const kept = await company.within(countMentoring);
  const erased = await company.within((tx) =>
    eraseMember(tx, company.keyring, act(company), { memberId, reason: null }),
  );
  expect(erased).toEqual({ records: 2, matches: 1 });
  expect(await company.within(countMentoring)).toEqual(kept);
  const record = await company.within((tx) => readMemberRecord(tx, memberId, 100));
  expect(record).toMatchObject({ displayName: null, location: null, managerExternalId: null, pins: [] });
  expect(record?.deactivations[0]).toMatchObject({ cause: "erasure", door: "person", closedAt: null });
  expect(record?.history[0]).toMatchObject({ action: "deactivate", reason: "erased", actor: "ada" });
});

test("somebody is erased once, and does not come back by a person's word", async () => {
  const word = `zq${randomBytes(4).toString("hex")}`;
  const { company, memberId } = await tracedCompany(word);
  const erase = (): Promise<unknown> =>
    company.within((tx) => eraseMember(tx, company.keyring, act(company), { memberId, reason: null }));
  await erase();
  await expect(erase()).rejects.toMatchObject({ code: "alreadyErased" });
  const back = company.within((tx) =>
    reactivateMember(tx, act(company), { memberId, until: null, reason: "no" }),
  );
  await expect(back).rejects.toMatchObject({ code: "erased" });
});

test("the hashes survive a change of the master key, which then opens without the old one", async () => {
  const word = `zq${randomBytes(4).toString("hex")}`;
  const { company, memberId } = await tracedCompany(word);
  const { orgId, integrationId, keyring: old } = company;
  await company.within((tx) => eraseMember(tx, old, act(company), { memberId, reason: null }));
  const oldText = randomBytes(32).toString("base64");
  const newText = randomBytes(32).toString("base64");
  const seen = (keyring: typeof old): Promise<unknown> =>
    company.within(async (tx) => {
      const erasures = await loadErasures(tx, { orgId, keyring }, integrationId);
      return sift(erasures, { employees: [vera(word), employee(3)], rejected: [] });
    });
  const found = await seen(old);
  expect(found).toMatchObject({
    employees: [{ externalId: "e3" }],
    erased: [expect.stringMatching(/^erased:/)],
  });
  await expect(seen(parseKeyring(newText))).rejects.toMatchObject({ code: "secretKeyMissing" });
  const both = { sealing: parseKeyring(oldText).sealing, keys: [parseKeyring(oldText).sealing, ...old.keys] };
  expect(await seen(both)).toEqual(found);
  expect(await seen(parseKeyring(oldText))).toEqual(found);
  await expect(seen(old)).rejects.toMatchObject({ code: "secretKeyMissing" });
});

test("a number alone makes nobody the same person; with the name or the e-mail it does, under another id too", async () => {
  const word = `zq${randomBytes(4).toString("hex")}`;
  const { company, memberId } = await tracedCompany(word);
  const { orgId, integrationId, keyring } = company;
  await company.within((tx) => eraseMember(tx, keyring, act(company), { memberId, reason: null }));
  const strange = { firstName: "Some", lastName: "Body", workEmail: "other@acme.test" };
  const { personId: _, ...noPerson } = vera(word, { externalId: "new" });
  const read = [
    { ...noPerson, externalId: "a", fields: { ...noPerson.fields, ...strange } },
    { ...noPerson, externalId: "b", fields: { ...noPerson.fields, workEmail: "other@acme.test" } },
    { ...noPerson, externalId: "c", fields: { ...noPerson.fields, firstName: "Some" } },
    vera(word, { externalId: "d" }, { orgMemberId: null }),
  ];
  const erasures = await company.within((tx) => loadErasures(tx, { orgId, keyring }, integrationId));
  expect(sift(erasures, { employees: read, rejected: [] }).employees).toMatchObject([{ externalId: "a" }]);
});

test("another organization neither sees the erasures nor is held by them", async () => {
  const word = `zq${randomBytes(4).toString("hex")}`;
  const { company, memberId } = await tracedCompany(word);
  const other = await newCompany(store(), company.keyring);
  const foreign = other.within((tx) =>
    eraseMember(tx, other.keyring, act(other), { memberId, reason: null }),
  );
  await expect(foreign).rejects.toMatchObject({ code: "unknownMember" });
  expect(await placesOf(store(), word)).not.toEqual([]);
  await company.within((tx) => eraseMember(tx, company.keyring, act(company), { memberId, reason: null }));
  await syncPeople(other, [vera(word)]);
  const owner = { orgId: other.orgId, keyring: other.keyring };
  const by = { text: `${word}-id`, emailKey: `${word}@acme.test` };
  expect(await other.within((tx) => loadErasures(tx, owner, other.integrationId))).toBeUndefined();
  expect(await other.within((tx) => findErased(tx, owner, by))).toEqual([]);
  expect(await other.within((tx) => listMembers(tx, { afterId: 0, limit: 5 }))).toMatchObject([
    { workEmail: `${word}@acme.test` },
  ]);
});
