import { FEED_START, type FeedCursor, type FeedEntry, readFeed } from "@muster/store";
import { type Command, InvalidArgumentError } from "commander";
import { action, type Context } from "../context/action.ts";
import { positiveNumber } from "../context/arguments.ts";
import { inOrganization } from "../context/open.ts";
import type { Shell } from "../context/shell.ts";
import { renderTable } from "../output/table.ts";

interface FeedOptions {
  after: FeedCursor;
  limit: number;
}

export function addFeed(program: Command, shell: Shell): void {
  program
    .command("feed")
    .description(
      "Applied changes in the order in which they were applied, each with the cursor that follows it",
    )
    .option("--after <cursor>", "only what came after this cursor", parseCursor, FEED_START)
    .option("--limit <n>", "at most so many", positiveNumber, 100)
    .action(action(shell, show));
}

async function show(context: Context<FeedOptions>): Promise<void> {
  const { output, options } = context;
  const entries = await inOrganization(context, ({ store, org }) =>
    store.forOrganization(org.id, (tx) => readFeed(tx, options.after, options.limit)),
  );
  if (options.json) return entries.forEach((entry) => output.json(asJson(entry)));
  const head = ["cursor", "applied", "change", "member", "external id", "before", "reason", "by"];
  const rows = entries.map((entry) => [
    cursorOf(entry),
    entry.at,
    entry.action,
    entry.memberId,
    entry.externalId,
    entry.before && JSON.stringify(entry.before),
    entry.reason,
    entry.actor,
  ]);
  output.line(renderTable(head, rows));
}

function asJson({ seq, ord, ...entry }: FeedEntry): object {
  const text = (id: number | null): string | null => (id === null ? null : String(id));
  return {
    cursor: cursorOf({ seq, ord }),
    ...entry,
    memberId: text(entry.memberId),
    integrationId: text(entry.integrationId),
    runId: text(entry.runId),
  };
}

function cursorOf({ seq, ord }: FeedCursor): string {
  return `${seq}.${ord}`;
}

function parseCursor(value: string): FeedCursor {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(value);
  if (!match) throw new InvalidArgumentError("Give a cursor as the feed prints it, such as 12.3.");
  return { seq: Number(match[1]), ord: Number(match[2]) };
}
