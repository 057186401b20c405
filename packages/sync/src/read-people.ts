import { needsFullRead } from "@muster/connector-sdk";
import { readFullInstead } from "@muster/store";
import type { Engine } from "./engine.ts";
import { type ReadInput, readPages } from "./read.ts";
import { freshRead, type ReadState } from "./read-state.ts";
import { inRun } from "./run-transaction.ts";

/** Why a run that was to read changes reads everybody. */
type Instead = "noChanges" | "noWatermark" | "staleWatermark";

const REASONS: Record<Instead, string> = {
  noChanges: "Everybody was read: the connector cannot tell who changed.",
  noWatermark:
    "Everybody was read: no applied read has left a point from which the vendor could tell who changed.",
  staleWatermark: "Everybody was read: the vendor no longer tells who changed since the last run.",
};

/** What was read, and how: a run of changes may have become one of everybody. */
export interface ReadPeople {
  input: ReadInput;
  state: ReadState;
}

/**
 * Reads what the run is to read. Where only a full read can tell who changed, the run becomes one, and says so: the
 * vendor does not reach back so far, or nobody knows from where on to ask.
 */
export async function readPeople(engine: Engine, given: Omit<ReadInput, "since">): Promise<ReadPeople> {
  const { run, source } = given;
  const { watermark } = source.integration;
  const everybody: ReadInput = { ...given, since: null };
  if (run.mode !== "changes") return { input: everybody, state: await readPages(engine, everybody) };
  if (!source.open.readChanges) return readInstead(engine, everybody, "noChanges");
  if (watermark === null) return readInstead(engine, everybody, "noWatermark");
  const input: ReadInput = { ...given, since: watermark };
  try {
    return { input, state: await readPages(engine, input) };
  } catch (error) {
    if (!needsFullRead(error)) throw error;
    return readInstead(engine, everybody, "staleWatermark");
  }
}

async function readInstead(engine: Engine, input: ReadInput, code: Instead): Promise<ReadPeople> {
  const { lease, run } = input;
  engine.log.info({ run: run.id, code }, "a run of changes reads everybody");
  const fresh = freshRead();
  await inRun(engine, lease, (tx) =>
    readFullInstead(tx, lease, { checkpoint: fresh, code, reason: REASONS[code] }),
  );
  const full: ReadInput = {
    ...input,
    run: { ...run, mode: "full", checkpoint: { ...fresh }, stagedRows: 0 },
  };
  return { input: full, state: await readPages(engine, full) };
}
