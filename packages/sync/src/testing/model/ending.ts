import { act } from "./acts.ts";
import { calm, type Company, HOUR, isAtWork, today } from "./company.ts";
import type { State, StoredMember } from "./state.ts";
import { Broken, type ModelWorld, sync, trustPlans } from "./world.ts";

/**
 * From now on nothing happens any more: every answer is whole, and an admin lets through whatever waits. After a few
 * runs nothing waits, everybody is as the truth has them, and a further run finds nothing to write.
 */
export async function endQuietly(world: ModelWorld): Promise<void> {
  const { company, story } = world;
  calm(company);
  shareNoAddress(company);
  story.push("quiet");
  await trustPlans(world, true);
  for (let round = 0; round < 3; round += 1) {
    company.now += 24 * HOUR;
    await readAll(world);
    await act(world, "approveAll", 0, 0);
  }
  company.now += HOUR;
  const before = world.state;
  const changes = await readAll(world);
  const faults = [
    ...(changes > 0 ? [`${changes} changes where nothing was new`] : []),
    ...(versions(before) === versions(world.state) ? [] : ["members written where nothing was new"]),
    ...leftOver(world),
    ...untrue(world),
  ];
  if (faults.length > 0) throw new Broken(faults, world);
}

async function readAll(world: ModelWorld): Promise<number> {
  let changes = 0;
  for (const source of world.sources.keys()) {
    const after = await sync(world, { source, mode: "full", fault: "none", amount: 0 });
    changes += after.changes;
  }
  return changes;
}

function versions({ members }: State): string {
  return JSON.stringify(members.map(({ id, version }) => [id, version]));
}

function shareNoAddress(company: Company): void {
  const takers = new Map<string, string>();
  for (const entry of company.entries.values()) {
    if (!isAtWork(company, entry)) continue;
    const key = entry.email?.toLowerCase() ?? "";
    if (key !== "" && (takers.get(key) ?? entry.person) === entry.person) takers.set(key, entry.person);
    else entry.email = `${entry.person}@quiet.test`;
  }
}

/** Whoever still waits though the cause of it has ended. */
function leftOver(world: ModelWorld): string[] {
  const { state, company } = world;
  const suspects = state.records.filter(({ claim }) => claim === "suspect");
  const open = state.holds.filter((hold) => hold.state !== "rejected");
  const late = state.members.filter(
    ({ waits, id }) =>
      waits.includes("start") &&
      !state.records.some(
        ({ memberId, decision, id: record }) =>
          memberId === id &&
          (decision === "conflict" || (company.entries.get(record)?.start ?? "") > today(company)),
      ),
  );
  const conflicts = state.records.filter(
    ({ decision, id }) => decision === "conflict" && !hasRival(state, company, id),
  );
  const rejects = state.records.filter(({ decision }) => decision === "reject");
  return [
    ...suspects.map(({ id }) => `${id} is a suspect still`),
    ...open.map((hold) => `waits still: ${JSON.stringify(hold)}`),
    ...late
      .filter(({ status }) => status !== "deactivated")
      .map((member) => `waits for a day: ${tell(world, member)}`),
    ...conflicts.map(({ id }) => `${id} is in conflict with nobody: ${JSON.stringify(company.entries.get(id))}`),
    ...rejects
      .filter(({ id }) => company.entries.has(id))
      .map(({ id }) => `${id} can be read and is rejected`),
    ...state.fields.map(({ field }) => `${field} is kept still`),
  ];
}

/** Whether another member, or another record of the books, has the address. */
function hasRival(state: State, company: Company, id: string): boolean {
  const key = company.entries.get(id)?.email?.toLowerCase();
  const own = state.records.find((record) => record.id === id)?.memberId;
  return (
    state.members.some((member) => member.id !== own && member.email?.toLowerCase() === key) ||
    [...company.entries.values()].some((one) => one.id !== id && one.email?.toLowerCase() === key)
  );
}

/** Members who are not as the truth has them. */
function untrue(world: ModelWorld): string[] {
  const { state, company, oracle } = world;
  return state.members.flatMap((member) => {
    const records = state.records.filter(({ memberId }) => memberId === member.id);
    const entries = records.flatMap(({ id }) => company.entries.get(id) ?? []);
    const asked = state.holds.some(({ id }) => records.some((record) => record.id === id));
    const conflict = records.some(({ decision }) => decision === "conflict");
    if (asked || conflict || oracle.keptIn.has(member.id) || oracle.keptOut.has(member.id)) return [];
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
