import { type LeftAlone, undoRun } from "@muster/store";
import type { State, StoredMember } from "./state.ts";
import { actOf, type AppliedRun, Broken, type ModelWorld, refresh } from "./world.ts";

/** An admin takes back one of the newest runs: whatever nobody has touched since is as it was before it. */
export async function undo(world: ModelWorld, choice: number): Promise<string> {
  const run = world.history[choice % Math.max(1, world.history.length)];
  if (!run) return "no run to undo";
  world.history = world.history.filter((one) => one !== run);
  const now = world.state;
  const { left } = await world.engine.store.forOrganization(world.orgId, (tx) =>
    undoRun(tx, actOf(world), { runId: run.runId, reason: null }),
  );
  const undone = await refresh(world, run.runId);
  const faults = notRestored({ run, now, undone, left });
  if (faults.length > 0) throw new Broken(faults, world);
  world.hasUndone = true;
  remember(world, now, undone);
  return `undoes run ${run.runId}`;
}

interface Undoing {
  run: AppliedRun;
  now: State;
  undone: State;
  left: readonly LeftAlone[];
}

function notRestored({ run, now, undone, left }: Undoing): string[] {
  return now.members.flatMap((member) => {
    const made = find(run.after, member.id);
    const was = find(run.before, member.id);
    const is = find(undone, member.id);
    const isLeft = left.some(({ memberId }) => memberId === member.id);
    if (!made || !is || isLeft || made.version !== member.version) return [];
    const restored = was ? facts(is) === facts(was) : is.status === "deactivated";
    return restored ? [] : [`not as before the run that was undone: ${JSON.stringify({ was, made, is })}`];
  });
}

function find({ members }: State, id: number): StoredMember | undefined {
  return members.find((one) => one.id === id);
}

function facts({ status, role, email, department }: StoredMember): string {
  return JSON.stringify([status, role, email, department]);
}

/** What is not to be done again, and what a claim is from now on. */
function remember({ oracle }: ModelWorld, now: State, undone: State): void {
  for (const record of undone.records) {
    const was = now.records.find(({ id }) => id === record.id);
    if (was?.claim === record.claim && was.memberId === record.memberId) continue;
    oracle.admit(record.id, { held: false, since: null, frozen: record.claim });
  }
  for (const is of undone.members) {
    const was = find(now, is.id);
    if (!was) continue;
    const records = undone.records.filter(({ memberId }) => memberId === is.id);
    const live = records.filter(({ claim }) => claim === "employed" || claim === "suspect");
    const [isOut, wasOut] = [is.status === "deactivated", was.status === "deactivated"];
    if (isOut && !wasOut)
      oracle.undone.set(is.id, {
        ids: new Set(live.map(({ id }) => id)),
        mayReturn: live.length === 0,
        ended: null,
      });
    // Who comes back, or stays though the record that claimed them was taken off.
    const isKept = wasOut || (is.overridden && !was.overridden);
    if (!isOut && isKept && live.length === 0) oracle.keptIn.set(is.id, null);
    if (is.waits.includes("start") && !was.waits.includes("start")) oracle.heldBack.add(is.id);
    for (const { id } of records) {
      if (is.email !== was.email) oracle.declined.set(`${id} workEmail`, was.email);
      if (is.department !== was.department) oracle.declined.set(`${id} department`, was.department);
    }
  }
}
