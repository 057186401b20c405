import type { Connector, PlainDate, Watermark } from "@muster/connector-sdk";
import { autoMap } from "@muster/roster";
import { type Context, errorStyle } from "../../context/action.ts";
import { usageError } from "../../errors/command-error.ts";
import { describeError } from "../../errors/describe-error.ts";
import { EXIT, type ExitCode } from "../../errors/exit-codes.ts";
import { printError } from "../../errors/print-error.ts";
import { cleanText } from "../../output/clean-text.ts";
import { connectorOf } from "./installed.ts";
import { openFile } from "./open-file.ts";
import { certificateOf, type Reading, readWhole } from "./reading.ts";

interface ReadOptions {
  config: string;
  baseUrl?: string;
  since?: Watermark;
  asOf?: PlainDate;
  raw: boolean;
}

/**
 * Everybody, or whoever changed, one a line. The last line on stderr says whether that is all of them: `complete: N
 * people` or `incomplete: REASON`.
 */
export async function readConnector(context: Context<ReadOptions>, id: string): Promise<ExitCode> {
  try {
    const { reading, error } = await read(context, id);
    print(context, reading);
    return error === undefined ? judge(context, reading) : tellFailure(context, error);
  } catch (error) {
    return tellFailure(context, error);
  }
}

function judge({ output, options }: Context<ReadOptions>, reading: Reading): ExitCode {
  const { state } = reading;
  // Who did not change does not count: the last page, which it has reached, is the end.
  const missing = options.since === undefined ? whyIncomplete(reading) : null;
  if (missing !== null) {
    output.note(`incomplete: ${missing}`);
    return EXIT.failed;
  }
  if (options.since !== undefined && state.watermark !== null) {
    output.note(`next: --since ${cleanText(state.watermark)}`);
  }
  output.note(`complete: ${reading.people.size} people`);
  return EXIT.ok;
}

function whyIncomplete(reading: Reading): string | null {
  const certificate = certificateOf(reading);
  return certificate.grade === "none" ? certificate.reason : null;
}

function tellFailure(context: Context, error: unknown): ExitCode {
  const { output } = context;
  const exit = printError(output, error, errorStyle(context));
  output.note(`incomplete: ${cleanText(describeError(error).message).replace(/\.$/, "")}`);
  return exit;
}

async function read(
  context: Context<ReadOptions>,
  id: string,
): Promise<{ reading: Reading; error?: unknown }> {
  const { output, options } = context;
  const connector = connectorOf(id);
  if (options.since !== undefined) refuseWithoutChanges(connector);
  const { open, today } = await openFile(connector, context, options);
  try {
    return await readWhole({
      open,
      mapping: autoMap(connector.mapping),
      asOf: options.asOf ?? today,
      since: options.since ?? null,
      raw: options.raw,
      signal: context.stopSignal(),
      onPage: (people, total) =>
        output.progress(`${people} ${total === undefined ? "" : `of ${total} `}people read`),
    });
  } finally {
    open.close();
  }
}

function refuseWithoutChanges({ name, readChanges }: Connector): void {
  if (readChanges) return;
  throw usageError(`${name} cannot be asked for what changed since a time.`, {
    code: "noChanges",
    fix: "Leave --since out: this connector reads everybody.",
  });
}

function print({ output, options }: Context<ReadOptions>, { raw, people, rejected, state }: Reading): void {
  for (const line of options.raw ? raw : people.values()) if (line !== null) output.line(line);
  for (const { externalId, path, issue } of rejected) {
    output.note(`rejected: ${cleanText(`${externalId ?? "(no readable id)"} ${path}: ${issue}`)}`);
  }
  if (state.restricted.length > 0)
    output.note(`not readable, at least for some: ${state.restricted.join(", ")}`);
}
