import {
  type MemberRecord,
  previewUndo,
  readMemberRecord,
  type RunRecord,
  type Tx,
  type Undone,
  undoRun,
} from "@muster/store";
import { act, type World } from "./world.ts";

export function within<T>(world: World, work: (tx: Tx) => Promise<T>): Promise<T> {
  return world.store.forOrganization(world.orgId, work);
}

export function undo(world: World, { id: runId }: Pick<RunRecord, "id">): Promise<Undone> {
  return within(world, (tx) => undoRun(tx, act(world), { runId, reason: null }));
}

export function preview(world: World, { id }: Pick<RunRecord, "id">): Promise<Undone> {
  return within(world, (tx) => previewUndo(tx, act(world), id));
}

export async function record(world: World, externalId: string): Promise<MemberRecord> {
  const { id } = await world.member(externalId);
  const found = await within(world, (tx) => readMemberRecord(tx, id, 50));
  if (!found) throw new Error(`nobody is ${externalId}`);
  return found;
}

/** What a sync that has nothing to do counts of what changes somebody. */
export const NOTHING = {
  create: 0,
  link: 0,
  advance: 0,
  update: 0,
  deactivate: 0,
  reactivate: 0,
  conflict: 0,
};
