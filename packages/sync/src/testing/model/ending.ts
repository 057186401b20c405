import { act } from "./acts.ts";
import { calm, type Company, HOUR, isAtWork, today } from "./company.ts";
import type { State, StoredMember } from "./state.ts";
import { Broken, type ModelWorld, sync, trustPlans } from "./world.ts";

/** Reads of every source until nothing waits: two looks, an approval, and the run that goes by it. */
const MOST_ROUNDS = 6;

/**
 * From now on nothing happens any more: every answer is whole, and an admin lets through whatever waits. After a few
 * runs nothing waits, everybody is as the truth has them, and a further run finds nothing to write.
 */
export async function endQuietly(world: ModelWorld): Promise<void> {
  const { company, story } = world;
  calm(company);
  endTwins(world);
  shareNoAddress(company);
  story.push("quiet");
  await trustPlans(world, true);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    company.now += 24 * HOUR;
    const changes = await readAll(world);
    if (changes.length === 0 && !asks(world)) break;
    await act(world, "approveAll", 0, 0);
    await act(world, "resolveConflicts", 0, 0);
    await act(world, "breakCircle", 0, 0);
  }
  // Still the same day: whose day comes is new.
  company.now += HOUR / 60;
  const before = world.state;
  const changes = await readAll(world);
  const faults = [
    ...(changes.length > 0 ? [`changes where nothing was new: ${changes.join(", ")}`] : []),
    ...(versions(before) === versions(world.state) ? [] : ["members written where nothing was new"]),
    ...leftOver(world),
    ...untrue(world),
  ];
  if (faults.length > 0) throw new Broken(faults, world);
}

async function readAll(world: ModelWorld): Promise<string[]> {
  const changes: string[] = [];
  for (const source of world.sources.keys()) {
    const after = await sync(world, { source, mode: "full", fault: "none", amount: 0 });
    changes.push(...after.changes);
  }
  return changes;
}

/** Whether somebody is asked anything, or was missed once. */
function asks({ state }: ModelWorld): boolean {
  const { holds, conflicts, fields, records } = state;
  return (
    holds.some((hold) => hold.state !== "rejected") ||
    conflicts.length + fields.length > 0 ||
    records.some(({ claim }) => claim === "suspect")
  );
}

function versions({ members }: State): string {
  return JSON.stringify(members.map(({ id, version }) => [id, version]));
}

/** Of a person of whom a source shows two records without saying so, one has ended. */
function endTwins({ company, sources }: ModelWorld): void {
  const seen = new Set<string>();
  for (const entry of [...company.entries.values()].toReversed()) {
    const key = `${entry.person} ${entry.source}`;
    if (!isAtWork(company, entry) || sources[entry.source]?.habits.namesPersons) continue;
    if (seen.has(key))
      Object.assign(entry, { flag: "terminated", start: "2020-01-06", end: today(company, -1) });
    seen.add(key);
  }
}

function shareNoAddress(company: Company): void {
  const takers = new Map<string, string>();
  for (const entry of company.entries.values()) {
    if (!isAtWork(company, entry)) continue;
    const key = entry.email?.toLowerCase() ?? "";
    if (key !== "" && (takers.get(key) ?? entry.person) === entry.person) takers.set(key, entry.person);
    else entry.email = `${entry.person}.quiet@acme.test`;
  }
}

/** Whoever still waits though the cause of it has ended. */
function leftOver(world: ModelWorld): string[] {
  const { state, company } = world;
  const suspects = state.records.filter(
    ({ claim, id }) => claim === "suspect" && !state.holds.some((hold) => hold.id === id),
  );
  const open = state.holds.filter((hold) => hold.state !== "rejected");
  const late = state.members.filter(
    ({ waits, id }) =>
      waits.includes("start") &&
      !world.oracle.heldBack.has(id) &&
      // Of whom no record is left nobody says anything.
      state.records.some(({ memberId }) => memberId === id) &&
      !state.holds.some((hold) => hold.memberId === id) &&
      !state.records.some(
        ({ memberId, decision, id: record }) =>
          memberId === id &&
          (decision === "conflict" || (company.entries.get(record)?.start ?? "") > today(company)),
      ),
  );
  const rejects = state.records.filter(({ decision }) => decision === "reject");
  return [
    ...suspects.map(({ id }) => `${id} is a suspect still`),
    ...open.map(
      (hold) =>
        `waits still: ${JSON.stringify(hold)} ${state.members.flatMap((member) => (member.id === hold.memberId ? tell(world, member) : [])).join()}`,
    ),
    ...late
      .filter(({ status }) => status !== "deactivated")
      .map((member) => `waits for a day: ${tell(world, member)}`),
    ...state.conflicts
      .filter((one) => !mayLast(world, one))
      .map(
        (one) =>
          `who is it still: ${JSON.stringify([one, company.entries.get(one.id)])} ${state.members.flatMap((member) => (member.id === one.memberId ? tell(world, member) : [])).join()}`,
      ),
    ...rejects
      .filter(({ id }) => company.entries.has(id) && !state.holds.some((hold) => hold.id === id))
      .map(
        (record) =>
          `can be read and is rejected: ${JSON.stringify([record, company.entries.get(record.id), state.records.filter(({ memberId }) => memberId !== null && memberId === record.memberId)])}`,
      ),
    ...state.fields.map(({ field }) => `${field} is kept still`),
  ];
}

/**
 * Whether a person's word keeps one of the two in or out, or their address as it is, or makes two members of one
 * person, or one of them is two people with one address.
 */
function mayLast({ state, oracle }: ModelWorld, { id, memberId }: State["conflicts"][number]): boolean {
  const own = state.records.find((record) => record.id === id)?.memberId ?? null;
  if (oracle.split.has(oracle.persons.get(id) ?? "")) return true;
  return [memberId, own].some(
    (one) =>
      one !== null &&
      (oracle.takenOver.has(one) ||
        state.records.some(
          (record) => record.memberId === one && oracle.declined.has(`${record.id} workEmail`),
        ) ||
        oracle.keptIn.has(one) ||
        oracle.pins.has(`${one} workEmail`) ||
        state.holds.some((hold) => hold.memberId === one)),
  );
}

/** Members who are not as the truth has them. */
function untrue(world: ModelWorld): string[] {
  const { state, company, oracle } = world;
  return state.members.flatMap((member) => {
    const records = state.records.filter(({ memberId }) => memberId === member.id);
    // Nobody but a person keeps in whose records proved to be another member's.
    if (records.length === 0) return [];
    const entries = records.flatMap(({ id }) => company.entries.get(id) ?? []);
    const asked = state.holds.some(
      ({ id, memberId }) => memberId === member.id || records.some((record) => record.id === id),
    );
    const conflict = records.some(({ decision }) => decision === "conflict");
    if (asked || conflict || oracle.keptIn.has(member.id) || oracle.keptOut.has(member.id)) return [];
    if (oracle.undone.has(member.id)) return [];
    const employed = entries.some((entry) => isAtWork(company, entry));
    if (employed === (member.status !== "deactivated")) return [];
    return [`not as the truth has them: ${tell(world, member)}`];
  });
}

/** A member with all that is known of them, for whoever reads a failure. */
function tell({ state, company, oracle }: ModelWorld, member: StoredMember): string {
  const records = state.records.filter(({ memberId }) => memberId === member.id);
  const beliefs = records.map(({ id }) => oracle.belief(id));
  const entries = records.map(({ id }) => company.entries.get(id));
  return JSON.stringify({ member, records, beliefs, entries });
}
