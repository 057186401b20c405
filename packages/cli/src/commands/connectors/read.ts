import type { PlainDate } from "@muster/connector-sdk";
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
  since?: string;
  asOf?: PlainDate;
  raw: boolean;
}

/**
 * Everybody, or whoever changed since a time, one a line. The last line on stderr says whether the read is whole: `complete: N people` or
 * `incomplete: REASON`.
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

function judge({ output }: Context, reading: Reading): ExitCode {
  const certificate = certificateOf(reading);
  if (certificate.grade === "none") {
    output.note(`incomplete: ${certificate.reason}`);
    return EXIT.failed;
  }
  output.note(`complete: ${reading.people.size} people`);
  return EXIT.ok;
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
  const { since } = options;
  if (since !== undefined && !connector.readChanges) {
    throw usageError(`${connector.name} cannot be asked for what changed since a time.`, {
      code: "noChanges",
      fix: "Leave --since out: this connector reads everybody.",
    });
  }
  const { open, today } = await openFile(connector, context, options);
  try {
    return await readWhole({
      open,
      mapping: connector.mapping,
      asOf: options.asOf ?? today,
      raw: options.raw,
      signal: context.stopSignal(),
      ...(since !== undefined && { since }),
      onPage: (people, total) =>
        output.progress(`${people} ${total === undefined ? "" : `of ${total} `}people read`),
    });
  } finally {
    open.close();
  }
}

function print({ output, options }: Context<ReadOptions>, { raw, people, rejected, state }: Reading): void {
  for (const line of options.raw ? raw : people.values()) if (line !== null) output.line(line);
  for (const { externalId, path, issue } of rejected) {
    output.note(`rejected: ${cleanText(`${externalId ?? "(no readable id)"} ${path}: ${issue}`)}`);
  }
  if (state.restricted.length > 0)
    output.note(`not readable, at least for some: ${state.restricted.join(", ")}`);
}
