import { hostname } from "node:os";
import { type Integration, isLeased, isUnderWay, listRuns, type RunRecord } from "@muster/store";
import { cancel, leadRun, type LeadResult } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import type { Session } from "../../context/open.ts";
import { CommandError } from "../../errors/command-error.ts";
import { EXIT } from "../../errors/exit-codes.ts";
import { followRun, standingText, waitOrStop } from "./follow.ts";

export interface InlineInput {
  integration: Integration;
  runId: number;
  /** False where it was queued already, by somebody who still wants it. */
  created: boolean;
  dryRun: boolean;
  stop: AbortSignal;
}

/** While another apply of the organization is under way, or another run of the integration. */
const AGAIN_MS = 1_000;

/** Leads a run to its end in this process, under the same lease as a worker would. */
export async function leadInline(context: Context, session: Session, input: InlineInput): Promise<void> {
  const { runId, stop } = input;
  for (;;) {
    const result = await lead(context, session, runId, stop);
    if (result.kind === "ended") return;
    stop.throwIfAborted();
    if (result.kind === "refused" && result.because === "ended") return;
    if (result.kind === "refused" && result.because === "waiting") {
      await passEarlier(context, session, input);
    } else if (result.kind !== "yielded" && result.kind !== "interrupted") {
      // A worker was quicker or took it over, or somebody cancelled it.
      return followRun(context, session, { runId, stop });
    }
    await waitOrStop(AGAIN_MS, stop);
  }
}

async function lead(
  { output }: Context,
  session: Session,
  runId: number,
  stop: AbortSignal,
): Promise<LeadResult> {
  const { engine, org } = session;
  const startedAt = engine.now();
  return leadRun(engine, {
    runId,
    orgId: org.id,
    token: null,
    worker: `inline:${hostname()}:${process.pid}`,
    control: {
      signal: stop,
      shouldYield: () => stop.aborted,
      onProgress: ({ phase, people, total }) =>
        output.progress(
          standingText(
            { id: runId, state: phase, people, total: total ?? null, startedAt, endedAt: null },
            engine.now(),
          ),
        ),
    },
  });
}

/** Another run of the integration goes first: somebody leads it, or it was left under way and is led here. */
async function passEarlier(context: Context, session: Session, input: InlineInput): Promise<void> {
  const { store, org } = session;
  const { earlier, led } = await store.forOrganization(org.id, async (tx) => {
    const runs = await listRuns(tx, { integrationId: input.integration.id, limit: 20 });
    const found = runs.find((run) => run.id !== input.runId && isUnderWay(run.state));
    return { earlier: found, led: found !== undefined && (await isLeased(tx, found.id)) };
  });
  if (!earlier) return;
  context.output.progress(`run ${input.runId} waits: ${standingText(earlier, session.engine.now())}`);
  if (led) return;
  if (input.dryRun && !earlier.dryRun) {
    const { engine, actor } = session;
    if (input.created) await cancel(engine, { orgId: org.id, runId: input.runId, actor });
    throw leftUnderWay(earlier, input.integration);
  }
  await lead(context, session, earlier.id, input.stop);
}

/** Who asked for a dry run does not mean another run to be applied. */
function leftUnderWay({ id }: RunRecord, integration: Integration): CommandError {
  return new CommandError(`Run ${id} was left under way by a process that has gone, and goes first.`, {
    code: "runLeftUnderWay",
    fix: `Finish it with \`muster sync ${integration.id} --inline\`, or end it with \`muster runs cancel ${id}\`.`,
    exit: EXIT.transient,
  });
}
