import { type Company, dayOf } from "./company.ts";
import { gate, newHolds } from "./gate-checks.ts";
import { type Belief, isEmployed, type Oracle, type Read } from "./oracle.ts";
import type { State, StoredMember, StoredRecord } from "./state.ts";
import { words } from "./words.ts";

/** A run of one source, between what was stored before it and after it. */
export interface Judged {
  company: Company;
  oracle: Oracle;
  read: Read;
  integration: number;
  listsLeavers: boolean;
  before: State;
  after: State;
  /** It was the source's first. */
  first: boolean;
  /** A person changed the policy since the last one. */
  configChanged: boolean;
}

interface Sight extends Judged {
  day: string;
  member: StoredMember;
  records: StoredRecord[];
  beliefs: Belief[];
}

/** All that is wrong after an applied run, in words. */
export function faultsOf(judged: Judged): string[] {
  const day = dayOf(judged.read.now);
  const byMember = Map.groupBy(judged.after.records, ({ memberId }) => memberId);
  const sights = judged.after.members.map((member) => {
    const records = byMember.get(member.id) ?? [];
    const beliefs = records.flatMap(({ id }) => judged.oracle.belief(id) ?? []);
    return { ...judged, day, member, records, beliefs };
  });
  return [
    ...sights.flatMap((sight) =>
      [...standing(sight), ...claims(sight), ...fields(sight), ...stuck(sight)].map(
        (fault) => `${fault}: ${tell(sight)}`,
      ),
    ),
    ...persons(judged),
    ...gate(judged),
    ...newHolds(judged),
    ...neverSeen(judged),
    ...kept(judged),
    // No two act at once here, and an address that is not free is asked about.
    ...words([(judged.after.run?.counts?.["deferred"] ?? 0) > 0 && "somebody was put off to the next run"]),
  ];
}

function tell({ member, records, beliefs, after }: Sight): string {
  const holds = after.holds.filter(
    (hold) => hold.memberId === member.id || records.some(({ id }) => id === hold.id),
  );
  return JSON.stringify({ member, records, beliefs, holds });
}

/** Whether a person is asked, or has answered, about one of the records; `cause` narrows down what about. */
function waits({ after, records, member }: Sight, causes: readonly string[]): boolean {
  return after.holds.some(
    (hold) =>
      (hold.memberId === member.id || records.some(({ id }) => id === hold.id)) &&
      causes.includes(hold.cause),
  );
}

const LEAVING = ["termination", "absence"];
const RETURNING = ["reactivate"];

/** Who must be in and who must be out. */
function standing(sight: Sight): string[] {
  const { member, beliefs, oracle, records, day, read, before } = sight;
  const out = member.status === "deactivated";
  const live = beliefs.some(({ claim }) => claim === "employed" || claim === "suspect");
  const left = beliefs.some(({ claim }) => claim === "left");
  // Whoever was missed does not leave by that, and does not come back by it.
  const wasIn = before.members.some(({ id, status }) => id === member.id && status !== "deactivated");
  const isClaimed = beliefs.some(({ claim }) => claim === "employed" || (claim === "suspect" && wasIn));
  const conflict = records.some(({ decision }) => decision === "conflict");
  const until = oracle.keptIn.get(member.id);
  const keptIn = until === null || (until !== undefined && until >= day);
  const keptOut = oracle.keptOut.has(member.id);
  const outByPerson = keptOut || (oracle.mayReturn.has(member.id) && member.causes.includes("admin"));
  const undone = oracle.undone.get(member.id);
  // Its end is noted by one read, and the next one that shows everybody brings them back.
  const comesBack =
    undone?.ended !== null &&
    (undone?.ended ?? 0) < read.now &&
    read.answer.mode === "full" &&
    beliefs.some(({ source, claim }) => source === read.source && claim === "employed");
  const staysUndone = undone !== undefined && !comesBack;
  // A day that a person set passes for whichever source is read next and speaks of the member, with nothing new of them.
  const mayEnd =
    beliefs.some(({ source }) => source === read.source) &&
    records.every(({ id }) => before.records.some((one) => one.id === id && one.memberId === member.id));
  return words([
    !out && undone?.mayReturn === false && "done again after it was undone",
    out &&
      isClaimed &&
      !outByPerson &&
      !staysUndone &&
      !conflict &&
      !waits(sight, RETURNING) &&
      "a false leaver",
    out && keptIn && !keptOut && "out against a person's word",
    !out && keptOut && "in against a person's word",
    mayEnd && !out && !live && left && !keptIn && !conflict && !waits(sight, LEAVING) && "a leaver missed",
  ]);
}

/** What each source claims is what it has shown, where nobody is asked about it. */
function claims(sight: Sight): string[] {
  const { records, oracle, after } = sight;
  return records.flatMap((record) => {
    const belief = oracle.belief(record.id);
    const asked = after.holds.some(({ id }) => id === record.id);
    // Nobody is asked any more, and the record itself has not been read since.
    const stale = record.decision === "hold" && !belief?.seenNow;
    if (!belief || asked || stale || record.decision === "conflict" || record.claim === belief.claim)
      return [];
    return [`${record.id} is claimed ${record.claim}, and was shown ${belief.claim}`];
  });
}

/** A person with one record is as that record says; what was not returned stays. */
function fields(sight: Sight): string[] {
  const { records, beliefs, member, oracle, before, after, integration, day, read } = sight;
  const [record] = records;
  const [belief] = beliefs;
  const pinned = (field: string): boolean => oracle.pins.has(`${member.id} ${field}`);
  const wrongPin = [...oracle.pins].some(
    ([key, value]) =>
      (key === `${member.id} workEmail` && value !== member.email) ||
      (key === `${member.id} department` && value !== member.department),
  );
  if (wrongPin) return ["another value than a person gave it"];
  if (!record || !belief?.row || records.length > 1 || !belief.seenNow) return [];
  const { row } = belief;
  const settled = record.decision === null && !waits(sight, [...LEAVING, ...RETURNING]);
  if (!settled || !isEmployed(row, day) || member.status === "deactivated") return [];
  const was = before.members.find(({ id }) => id === member.id);
  const isKept = (field: string): boolean =>
    after.fields.some((one) => one.integration === integration && one.field === field);
  const withheld = read.answer.withheld;
  const department = withheld ? (was?.department ?? null) : (row.department ?? null);
  const departmentKept = isKept("department") && member.department === was?.department;
  // What was undone is not done again while its source says the same, or says nothing.
  const declined = (field: string): boolean => oracle.declined.has(`${record.id} ${field}`);
  return words([
    declined("workEmail") && was !== undefined && member.email !== was.email && "an e-mail that was undone",
    declined("department") &&
      was !== undefined &&
      member.department !== was.department &&
      "a department that was undone",
    member.email !== row.email &&
      !declined("workEmail") &&
      !pinned("workEmail") &&
      !(isKept("workEmail") && member.email === was?.email) &&
      "another e-mail than was shown",
    member.department !== department &&
      !declined("department") &&
      !departmentKept &&
      !pinned("department") &&
      (was !== undefined || !withheld) &&
      "another department than was shown",
  ]);
}

/** What must have ended, because its cause has. */
function stuck(sight: Sight): string[] {
  const { member, beliefs, records, day } = sight;
  const seen = beliefs.find(({ seenNow, row }) => seenNow && row && isEmployed(row, day));
  const begun = seen?.row && seen.row.start <= day;
  const conflict = records.some(({ decision }) => decision === "conflict");
  return words([
    begun === true &&
      !conflict &&
      !sight.oracle.heldBack.has(member.id) &&
      member.waits.includes("start") &&
      member.status !== "deactivated" &&
      "waits for a day that has come",
    member.status === "staged" && member.role !== "none" && member.waits.length === 0 && "waits for nothing",
    seen !== undefined &&
      !conflict &&
      sight.after.holds.some(({ id, cause }) => id === seen.id && LEAVING.includes(cause)) &&
      "asked about somebody who is there",
  ]);
}

/** No member is two people, and no person two members that the store could have known to be one. */
function persons({ company, before, after, oracle }: Judged): string[] {
  const whose = (record: StoredRecord): string | undefined =>
    company.entries.get(record.id)?.person ?? oracle.persons.get(record.id);
  const known = after.records.filter(({ memberId }) => memberId !== null);
  const mixed = [...Map.groupBy(known, ({ memberId }) => memberId)].flatMap(([memberId, records]) => {
    if (new Set(records.map(whose)).size === 1 || oracle.takenOver.has(memberId ?? 0)) return [];
    // Whoever comes with the address of somebody who is in, and whom nothing of this source claims, is taken for them.
    const was = before.members.find(({ id }) => id === memberId);
    const came = records.filter(
      ({ id }) => !before.records.some((one) => one.id === id && one.memberId === memberId),
    );
    const sameAddress = came.some(
      ({ id }) => oracle.belief(id)?.row?.email?.toLowerCase() === was?.email?.toLowerCase(),
    );
    if (was && was.status !== "deactivated" && came.length > 0 && sameAddress) {
      oracle.takenOver.add(was.id);
      return [];
    }
    return [`member ${memberId} is two people: ${JSON.stringify(records)}`];
  });
  const named = known.filter(({ id }) => isNamed(oracle, id));
  const doubled = [...Map.groupBy(named, (record) => `${record.integration} ${whose(record)}`)].flatMap(
    ([person, records]) =>
      new Set(records.map(({ memberId }) => memberId)).size > 1
        ? [`${person} is two members: ${JSON.stringify(records)}`]
        : [],
  );
  return [...mixed, ...doubled];
}

/** Whether the source says whose the record is, and nobody said otherwise. */
function isNamed(oracle: Oracle, id: string): boolean {
  return oracle.belief(id)?.row?.person !== undefined && !oracle.split.has(oracle.persons.get(id) ?? "");
}

/** Everybody whom an applied read showed is known, whatever was decided about them, and nobody who was erased. */
function neverSeen({ read: { answer, source }, after, oracle }: Judged): string[] {
  const known = new Set(after.records.map(({ id }) => id));
  const shown = [...answer.rows, ...answer.unreadable.map((id) => ({ id }))];
  return shown.flatMap((row) => {
    if (known.has(row.id) !== oracle.isErased(row, source)) return [];
    // Of a record that could not be read before its mark of a person was seen the id alone was noted.
    const { memberId, decision } = after.records.find(({ id }) => id === row.id) ?? {};
    if (memberId === null && decision === "reject") return [];
    return [known.has(row.id) ? `${row.id} was erased and is known` : `${row.id} was shown and is not known`];
  });
}

/** What no run may do, because a person said so: to whom they protect, erased or took a record off. */
function kept({ before, after, oracle }: Judged): string[] {
  const taken = after.leavers.filter(
    ({ memberId, run, approved }) => run === after.run?.id && !approved && oracle.protected.has(memberId),
  );
  const joined = after.records.filter(({ id, memberId }) => oracle.apart.has(`${id} ${memberId}`));
  const restored = after.members.filter(
    ({ id, status, email, department }) =>
      oracle.erased.has(id) && (status !== "deactivated" || email !== null || department !== null),
  );
  const asked = after.holds.filter(
    ({ code, memberId, isNew, lastRun }) =>
      code === "protected" && isNew && lastRun === after.run?.id && !oracle.protected.has(memberId ?? 0),
  );
  return [
    ...taken.map(({ memberId }) => `${memberId} was let go and is protected`),
    ...joined.map(({ id, memberId }) => `${id} was taken off ${memberId}, and is theirs again`),
    ...restored.map((member) => `was erased: ${JSON.stringify(member)}`),
    ...asked.map((hold) => `nobody protects ${JSON.stringify([hold, before.run?.id])}`),
  ];
}
