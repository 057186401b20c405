import { approveHolds, isStoreError } from "@muster/store";
import type { StoredHold } from "./state.ts";
import { actOf, type ModelWorld, within } from "./world.ts";

/** Of what holds cannot be answered for the moment: a newer read does not say so, or somebody must answer before. */
const NOT_NOW = ["holdOutdated", "conflictOpen"];

/** Names them all at once, and one by one where one of them stands in the way of the others. Gives their ids. */
async function decideOn(
  world: ModelWorld,
  { runId, holds, verb }: { runId: number; holds: readonly StoredHold[]; verb: typeof approveHolds },
): Promise<string[]> {
  const people = holds.map((hold) => ({ text: hold.id, emailKey: "" }));
  try {
    const selection = { people };
    const made = await within(world, (tx) => verb(tx, actOf(world), { runId, selection, reason: null }));
    return made.map(({ externalId }) => externalId);
  } catch (error) {
    if (!isStoreError(error) || !NOT_NOW.includes(error.code)) throw error;
    if (holds.length === 1) return [];
    const ids: string[] = [];
    for (const one of holds) ids.push(...(await decideOn(world, { runId, holds: [one], verb })));
    return ids;
  }
}

export async function decide(
  world: ModelWorld,
  chosen: (hold: StoredHold, place: number) => boolean,
  verb: typeof approveHolds,
): Promise<string> {
  const open = world.state.holds.filter(({ state }) => state === "open").filter(chosen);
  const decided: string[] = [];
  for (const [runId, holds] of Map.groupBy(open, ({ lastRun }) => lastRun)) {
    const ids = await decideOn(world, { runId, holds, verb });
    for (const { id, code } of holds) if (ids.includes(id)) decided.push(`${id} (${code})`);
    if (verb === approveHolds) {
      // Whom a person keeps out, and whose return is let through by one.
      for (const { cause, memberId } of holds) {
        if (cause !== "reactivate" || memberId === null || !world.oracle.keptOut.delete(memberId)) continue;
        world.oracle.mayReturn.add(memberId);
      }
      const leavers = holds.filter(({ cause }) => cause === "termination" || cause === "absence");
      world.oracle.approve(leavers.map(({ id }) => id).filter((id) => ids.includes(id)));
    }
  }
  return `${verb.name} ${decided.join(" ")}`;
}
