import {
  type Checkpoint,
  type ConnectorContext,
  isConnectorError,
  type Page,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
} from "@muster/connector-sdk";
import { z } from "zod";
import { machineValue } from "./copies.ts";
import { unexpected } from "./errors.ts";
import { FIELD_IDS } from "./fields.ts";
import { readLists } from "./named-lists.ts";
import { listsNeeded, readRecord } from "./record.ts";
import { search } from "./search.ts";

/** People asked for at once where not all fit into one answer. HiBob publishes no number. */
const BATCH_SIZE = 1_000;

const Position = z.object({ after: z.string().min(1) });

/**
 * Everyone, whatever their status. HiBob has no pages: one answer holds everybody, and no total. Where that is more
 * than the host takes, ids first and then people by their ids (People API, Read employee data).
 */
export async function* readAll(
  context: ConnectorContext<unknown>,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const everybody = from === null ? await searchAll(context) : undefined;
  if (everybody) yield await toPage(context, everybody, null);
  else yield* readBatches(context, from);
}

async function searchAll(context: ConnectorContext<unknown>): Promise<readonly unknown[] | undefined> {
  try {
    return await search(context, FIELD_IDS);
  } catch (error) {
    if (isConnectorError(error) && error.code === "tooLarge") return undefined;
    throw error;
  }
}

async function* readBatches(
  context: ConnectorContext<unknown>,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const after = from === null ? "" : positionOf(from);
  const ids = (await listIds(context)).filter((id) => id > after).toSorted();
  for (let start = 0; start === 0 || start < ids.length; start += BATCH_SIZE) {
    const batch = ids.slice(start, start + BATCH_SIZE);
    const people = batch.length === 0 ? [] : await search(context, FIELD_IDS, batch);
    const last = start + BATCH_SIZE < ids.length ? batch.at(-1) : undefined;
    const page = await toPage(context, people, last === undefined ? null : { after: last });
    const seen = new Set([...page.records, ...page.rejected].flatMap(({ externalId }) => externalId ?? []));
    // Others than were asked for: somebody went meanwhile, or HiBob does not take so many ids.
    if (seen.size !== batch.length || batch.some((id) => !seen.has(id))) {
      throw new StaleCursorError("HiBob's list of people changed while it was read.");
    }
    yield page;
  }
}

/** The ids of everybody. */
export async function listIds(context: ConnectorContext<unknown>): Promise<string[]> {
  const ids = z
    .array(z.string().min(1))
    .safeParse((await search(context, ["root.id"])).map((person) => machineValue(person, "root.id")));
  if (ids.success) return ids.data;
  throw unexpected("badList", "some people in its list have no id", ids.error);
}

/** Reads what a search gave. A field that nobody has, not even empty, may not be read. */
export async function toPage(
  context: ConnectorContext<unknown>,
  people: readonly unknown[],
  checkpoint: Checkpoint | null,
): Promise<Page & { restricted: readonly string[] }> {
  const labels = await readLists(context, listsNeeded(people));
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const person of people) {
    const read = readRecord(person, labels);
    if ("record" in read) records.push(read.record);
    else rejected.push(read.rejected);
  }
  const missing = (id: string): boolean => people.every((person) => machineValue(person, id) === undefined);
  const restricted = people.length === 0 ? [] : FIELD_IDS.filter(missing);
  return { records, rejected, checkpoint, restricted };
}

function positionOf(checkpoint: Checkpoint): string {
  const position = Position.safeParse(checkpoint);
  if (!position.success) throw new StaleCursorError("The stored position in HiBob's list cannot be read.");
  return position.data.after;
}
