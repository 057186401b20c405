import type { MappingTarget } from "@muster/connector-sdk";
import { creationTargets, type FieldFill, fieldTrips, type Policy } from "@muster/roster";
import { type Baseline, fallenFields, type Fill, standingFields, type Tx } from "@muster/store";
import type { ReadInput } from "./read.ts";

/** Fields that are filled for fewer people than in the last applied full read; of a read of changes nobody can say. */
export async function findFallen(
  tx: Tx,
  { run, source }: ReadInput,
  { baseline, fill }: { baseline: Baseline | undefined; fill: Fill | null },
): Promise<FieldFill[]> {
  if (fill === null) return [];
  const { id: integrationId, mapping } = source.integration;
  const asMade: readonly string[] = creationTargets(mapping);
  const before = baseline?.fill ?? null;
  const fallen = await fallenFields(tx, { runId: run.id, integrationId, before, now: fill });
  return fallen.filter(({ field }) => !asMade.includes(field));
}

/** Fields that stay at their last values where this read empties them: nobody goes out of scope by it. */
export async function keptFields(
  tx: Tx,
  { since, source }: ReadInput,
  fallen: readonly FieldFill[],
  policy: Policy,
): Promise<MappingTarget[]> {
  const standing = await standingFields(tx, source.integration.id);
  const inState = (state: "open" | "approved"): MappingTarget[] =>
    standing.flatMap((one) => (one.state === state ? [one.field] : []));
  // What no longer trips in a full read has recovered.
  if (since !== null) return inState("open");
  const approved = inState("approved");
  return fieldTrips(fallen, policy).flatMap(({ field }) => (approved.includes(field) ? [] : [field]));
}
