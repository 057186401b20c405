import {
  approveFields,
  approveHolds,
  deactivateMember,
  eraseMember,
  giveRole,
  liftPin,
  pinField,
  protectMember,
  reactivateMember,
  rejectHolds,
  unlinkRecord,
  unprotectMember,
} from "@muster/store";
import { today } from "./company.ts";
import { breakCircle, resolveConflicts } from "./conflict-acts.ts";
import { decide } from "./hold-acts.ts";
import type { StoredMember } from "./state.ts";
import { undo } from "./undo.ts";
import { actOf, type ModelWorld, refresh, trustPlans, within } from "./world.ts";

/** Something that an admin does; `a` and `b` choose to whom and how. Gives what was done, in words. */
export type Act = (world: ModelWorld, a: number, b: number) => Promise<string>;

/** Members of whom anything is stored. */
function present({ state, oracle }: ModelWorld): StoredMember[] {
  return state.members.filter(({ id }) => !oracle.erased.has(id));
}

function pick<T>(among: readonly T[], choice: number): T | undefined {
  return among[choice % Math.max(1, among.length)];
}

async function acceptFields(world: ModelWorld): Promise<void> {
  const who = { actor: "ada", now: world.engine.now() };
  for (const runId of new Set(world.state.fields.map(({ lastRun }) => lastRun))) {
    await within(world, (tx) => approveFields(tx, { runId, fields: "all", ...who }));
  }
}

async function pin(
  world: ModelWorld,
  member: StoredMember | undefined,
  field: "workEmail" | "department",
  value: string,
): Promise<string> {
  if (!member) return "nobody to pin";
  await within(world, (tx) => pinField(tx, actOf(world), { memberId: member.id, field, value }));
  world.oracle.pins.set(`${member.id} ${field}`, value);
  return `pins ${field} of ${member.id}`;
}

async function bringBack(world: ModelWorld, a: number, until: string | null): Promise<string> {
  const member = pick(
    present(world).filter(({ status }) => status === "deactivated"),
    a,
  );
  if (!member) return "nobody to bring back";
  const input = { memberId: member.id, reason: "stays", until };
  const { overridden } = await within(world, (tx) => reactivateMember(tx, actOf(world), input));
  world.oracle.keptOut.delete(member.id);
  if (overridden) world.oracle.keptIn.set(member.id, until);
  return `reactivates ${member.id} until ${until}`;
}

/** What an admin can do. A key is the name by which a failure tells of it. */
const ACTS = {
  approveAll: async (world) => {
    await acceptFields(world);
    return decide(world, () => true, approveHolds);
  },
  approveSome: (world, a) => decide(world, (_, place) => (a >> place) % 2 === 0, approveHolds),
  reject: (world, a) => decide(world, (_, place) => (a >> place) % 2 === 0, rejectHolds),
  giveRoles: async (world, a) => {
    const memberIds = present(world)
      .filter((_, place) => (place + a) % 3 > 0)
      .map(({ id }) => id);
    await within(world, (tx) => giveRole(tx, actOf(world), { memberIds, role: "mentee" }));
    return "gives roles";
  },
  deactivate: async (world, a) => {
    const member = pick(present(world), a);
    if (!member) return "nobody to deactivate";
    await within(world, (tx) => deactivateMember(tx, actOf(world), { memberId: member.id, reason: "out" }));
    world.oracle.keptOut.add(member.id);
    world.oracle.keptIn.delete(member.id);
    return `deactivates ${member.id}`;
  },
  reactivate: (world, a) => bringBack(world, a, null),
  reactivateUntil: (world, a, b) => bringBack(world, a, today(world.company, b % 20)),
  pinDepartment: (world, a, b) => pin(world, pick(present(world), a), "department", `Pinned${b % 3}`),
  pinEmail: (world, a) =>
    pin(world, pick(present(world), a), "workEmail", `pin${world.company.next++}@acme.test`),
  resolveConflicts: (world) => resolveConflicts(world),
  breakCircle: (world) => breakCircle(world),
  /** A plan that is held whole waits for ever otherwise. */
  trust: async (world) => {
    const { held = [] } = world.state.run ?? {};
    const trusts = held.some(({ code }) => code === "emailChanges" || code === "conflicts");
    if (trusts === world.oracle.addressesMayMove) return "trusts as before";
    await trustPlans(world, trusts);
    return trusts ? "trusts plans" : "trusts no plan";
  },
  protect: async (world, a) => {
    const member = pick(present(world), a);
    if (!member) return "nobody to protect";
    await within(world, (tx) => protectMember(tx, actOf(world), { memberId: member.id, reason: null }));
    world.oracle.protected.add(member.id);
    return `protects ${member.id}`;
  },
  unprotect: async (world, a) => {
    const memberId = pick([...world.oracle.protected], a);
    if (memberId === undefined) return "nobody to give back";
    await within(world, (tx) => unprotectMember(tx, actOf(world), memberId));
    world.oracle.protected.delete(memberId);
    return `protects ${memberId} no more`;
  },
  /** Of a member who is two people the record of one of them, seldom a right one. */
  unlink: async (world, a, b) => {
    const { oracle, state } = world;
    const linked = state.records.filter(({ memberId }) => memberId !== null);
    const byMember = Map.groupBy(linked, ({ memberId }) => memberId);
    const wrong = [...byMember.values()].flatMap(([first, ...others]) =>
      others.filter(({ id }) => oracle.persons.get(id) !== oracle.persons.get(first?.id ?? "")),
    );
    const record = pick(wrong, a) ?? (b % 3 === 0 ? pick(linked, a) : undefined);
    if (!record || record.memberId === null) return "no record to take off";
    const { memberId, integration: integrationId, id: externalId } = record;
    await within(world, (tx) => unlinkRecord(tx, actOf(world), { memberId, integrationId, externalId }));
    oracle.apart.add(`${externalId} ${memberId}`);
    oracle.split.add(oracle.persons.get(externalId) ?? "");
    return `takes ${externalId} off ${memberId}`;
  },
  erase: async (world, a) => {
    const { oracle, state, engine } = world;
    const member = pick(present(world), a);
    if (!member) return "nobody to erase";
    const erasure = { memberId: member.id, reason: null };
    await within(world, (tx) => eraseMember(tx, engine.keyring, actOf(world), erasure));
    const records = state.records.filter(
      ({ id, memberId }) => (memberId ?? oracle.saidSame.get(id)) === member.id,
    );
    oracle.erase(
      member.id,
      records.map(({ id }) => id),
    );
    return `erases ${member.id}, who was ${records.map(({ id }) => id).join(" ")}`;
  },
  undo: (world, a) => undo(world, a),
  unpin: async (world, a) => {
    const key = pick([...world.oracle.pins.keys()], a);
    if (key === undefined) return "nothing to unpin";
    const [memberId, field] = key.split(" ");
    const named = field === "department" ? "department" : "workEmail";
    await within(world, (tx) => liftPin(tx, actOf(world), { memberId: Number(memberId), field: named }));
    world.oracle.pins.delete(key);
    return `unpins ${key}`;
  },
} satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;

export const ACT_WEIGHTS: Record<ActName, number> = {
  approveAll: 5,
  approveSome: 4,
  reject: 2,
  giveRoles: 4,
  deactivate: 1,
  reactivate: 1,
  reactivateUntil: 2,
  pinDepartment: 1,
  pinEmail: 1,
  resolveConflicts: 6,
  breakCircle: 1,
  trust: 6,
  protect: 1,
  unprotect: 1,
  unlink: 1,
  erase: 1,
  undo: 2,
  unpin: 2,
};

/** An admin acts, and the store is read again. */
export async function act(world: ModelWorld, name: ActName, a: number, b: number): Promise<void> {
  const done = await ACTS[name](world, a, b);
  world.story.push(`an admin ${done}`);
  const wasOut = new Set(outOf(world));
  const whose = new Map(world.state.records.map(({ id, memberId }) => [id, memberId]));
  const { records } = await refresh(world, world.state.run?.id ?? null);
  const { oracle } = world;
  const out = new Set(outOf(world));
  for (const id of out) oracle.keptIn.delete(id);
  for (const id of oracle.undone.keys()) if (!out.has(id)) oracle.undone.delete(id);
  for (const { id, memberId, claim, suspectSince } of records) {
    // The newest word of a person counts, for all records of whoever is out by it, and for one that is another's now.
    const isOut = memberId !== null && out.has(memberId) && !wasOut.has(memberId);
    if (!isOut && whose.get(id) === memberId) continue;
    const since = suspectSince === null ? null : Date.parse(suspectSince);
    oracle.admit(id, { held: false, since, frozen: claim });
  }
}

function outOf({ state }: ModelWorld): number[] {
  return state.members.flatMap(({ id, status }) => (status === "deactivated" ? [id] : []));
}
