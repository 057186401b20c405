import { previewSample, tracePerson } from "@muster/sync";
import type { Integration } from "@muster/store";
import type { Context } from "../../context/action.ts";
import type { Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { cleanText } from "../../output/clean-text.ts";
import { noLook, recordsOf } from "./trace.ts";
import { printTrace, targetsJson, targetsTable, traceJson } from "./trace-view.ts";

export interface PreviewOptions {
  person?: string;
  sample?: number;
}

const SAMPLE = 5;
const MOST = 100;

/** Shows what the integration's mapping makes of one person, or of the first few. Saves nothing. */
export async function preview(
  context: Context<PreviewOptions>,
  session: Session,
  integration: Integration,
): Promise<void> {
  const { person, sample } = context.options;
  if (person !== undefined && sample !== undefined) {
    throw usageError("--person and --sample exclude each other.", {
      code: "personOrSample",
      fix: "Give one of them.",
    });
  }
  if (person === undefined) await ofSample(context, session, integration, Math.min(sample ?? SAMPLE, MOST));
  else await ofPerson(context, session, integration, person);
  context.output.note("Nothing was saved.");
}

async function ofPerson(
  context: Context,
  { engine, store, org }: Session,
  integration: Integration,
  person: string,
): Promise<void> {
  const { options, output } = context;
  const ids = await store.forOrganization(org.id, (tx) => recordsOf(tx, integration, person));
  const signal = context.stopSignal();
  for (const externalId of ids) {
    const trace = await tracePerson(engine, integration, { externalId, signal });
    if (trace.outcome === "noLook") throw noLook(integration);
    if (options.json) output.json(traceJson(externalId, trace));
    else printTrace(output, externalId, trace);
  }
}

async function ofSample(
  context: Context,
  { engine }: Session,
  integration: Integration,
  people: number,
): Promise<void> {
  const { options, output } = context;
  const sample = await previewSample(engine, integration, { people, signal: context.stopSignal() });
  for (const { externalId, targets, rejected } of sample) {
    if (options.json) output.json({ externalId, targets: targetsJson(targets), rejected });
    else {
      output.line(cleanText(`Record ${externalId}`));
      output.line(targetsTable(targets));
      if (rejected) output.line(`Nothing of it can be stored: ${rejected.path} ${rejected.issue}.`);
    }
  }
}
