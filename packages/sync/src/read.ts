import { hash } from "node:crypto";
import {
  type Checkpoint,
  type Page,
  type PlainDate,
  plainDate,
  restartsRead,
  type Watermark,
} from "@muster/connector-sdk";
import {
  countStaged,
  type Erasures,
  type Lease,
  passing,
  restartReading,
  type RunRecord,
} from "@muster/store";
import type { Engine, Progress } from "./engine.ts";
import type { OpenIntegration } from "./integration-connector.ts";
import { freshRead, MAX_RESTARTS, type ReadState, readStateOf } from "./read-state.ts";
import { inRun } from "./run-transaction.ts";
import { createStager } from "./stager.ts";

export interface ReadInput {
  source: OpenIntegration;
  lease: Lease;
  run: RunRecord;
  /** Who was erased; undefined: nobody. */
  erasures: Erasures | undefined;
  /** Only who changed since then is read; null: everybody. */
  since: Watermark | null;
  /** Ends the run: cancelled, or no longer ours. */
  signal: AbortSignal;
  /** True when the read should hand over at the next page: the worker stops, or the slice is over. */
  shouldYield: () => boolean;
  onProgress: (progress: Progress) => void;
}

/** Reads into staging until the last page, or until it should yield; then `done` is false. */
export async function readPages(engine: Engine, input: ReadInput): Promise<ReadState> {
  let state = await resumeState(engine, input);
  while (!state.done && !input.shouldYield()) {
    const stretch = await readStretch(engine, input, state);
    if (!stretch.startOver) return stretch.state;
    if (state.restarts >= MAX_RESTARTS) throw stretch.error;
    state = { ...freshRead(state.restarts + 1), config: state.config };
    await startOver(engine, input.lease, state);
  }
  return state;
}

/**
 * Goes on only from a checkpoint whose people are all still in staging, mapped as they are now: one whom an older
 * mapping brought in beside them would be told apart by nobody.
 */
async function resumeState(engine: Engine, { lease, run, source }: ReadInput): Promise<ReadState> {
  const state = readStateOf(run);
  const { mapping, settings, baseUrl, authMethod } = source.integration;
  const config = hash("sha256", JSON.stringify([mapping, settings, baseUrl, authMethod]), "base64");
  if (state.pages === 0) return { ...state, config };
  const { rows } = await inRun(engine, lease, (tx) => countStaged(tx, run.id));
  if (rows === run.stagedRows && state.config === config) return state;
  engine.log.info(
    { run: run.id, staged: rows, expected: run.stagedRows },
    rows === run.stagedRows
      ? "the settings changed; reading from the start"
      : "staging was lost; reading from the start",
  );
  const fresh = { ...freshRead(), config };
  await startOver(engine, lease, fresh);
  return fresh;
}

/** Throws what was read away and goes on from `state`. */
export async function startOver(engine: Engine, lease: Lease, state: ReadState): Promise<void> {
  await inRun(engine, lease, (tx) => restartReading(tx, lease, state));
}

type Stretch = { startOver: false; state: ReadState } | { startOver: true; error: unknown };

async function readStretch(engine: Engine, input: ReadInput, from: ReadState): Promise<Stretch> {
  const failed = new AbortController();
  const signal = AbortSignal.any([input.signal, failed.signal]);
  const asOf = plainDate(input.run.asOf ?? "");
  const stager = createStager({
    store: engine.store,
    lease: input.lease,
    mapping: input.source.integration.mapping,
    asOf,
    from,
    erasures: input.erasures,
    onFailure: (error) => failed.abort(error),
  });
  try {
    let people = from.people;
    for await (const page of pagesOf(input, { asOf, signal, from: from.cursor })) {
      await passing("page", input.run.orgId);
      await stager.add(page);
      if (page.acknowledge) {
        await stager.kept();
        await page.acknowledge();
      }
      people += page.records.length + page.rejected.length;
      input.onProgress({ runId: input.run.id, phase: "reading", people, total: page.total });
      if (input.shouldYield()) break;
    }
    return { startOver: false, state: await stager.kept() };
  } catch (error) {
    await stager.abandon();
    if (restartsRead(error)) return { startOver: true, error };
    throw error;
  }
}

function pagesOf(
  { source: { open }, since }: ReadInput,
  work: { asOf: PlainDate; signal: AbortSignal; from: Checkpoint | null },
): AsyncGenerator<Page, void, undefined> {
  if (since === null) return open.readAll(work);
  if (!open.readChanges) throw new Error("changes were asked of a connector that cannot tell them");
  return open.readChanges({ ...work, since });
}
