import {
  type Checkpoint,
  type ConnectorContext,
  isConnectorError,
  type Page,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
  storedPosition,
} from "@muster/connector-sdk";
import { z } from "zod";
import { machineValue } from "./copies.ts";
import { lifecycleWithheld, unexpected } from "./errors.ts";
import type { BobField } from "./fields.ts";
import { readLists } from "./named-lists.ts";
import { fieldsToRead } from "./own-fields.ts";
import { listsNeeded, readRecord, ROOT_ID } from "./record.ts";
import { search } from "./search.ts";

/** People asked for at once where not all fit into one answer. HiBob publishes no number. */
const BATCH_SIZE = 1_000;

/** `left` is how many ids were still to come. */
const Position = z.object({ after: z.string().min(1), left: z.int().positive() });

/**
 * Everyone, whatever their status. HiBob has no pages: one answer holds everybody, and no total. Where that is more
 * than the host takes, ids first and then people by their ids (People API, Read employee data).
 */
export async function* readAll(
  context: ConnectorContext<unknown>,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const fields = await fieldsToRead(context);
  const everybody = from === null ? await searchAll(context, fields) : undefined;
  if (everybody) yield await toPage(context, fields, everybody);
  else yield* readBatches(context, fields, from);
}

async function searchAll(
  context: ConnectorContext<unknown>,
  fields: readonly BobField[],
): Promise<readonly unknown[] | undefined> {
  try {
    return await search(context, fields);
  } catch (error) {
    if (isConnectorError(error) && error.code === "tooLarge") return undefined;
    throw error;
  }
}

async function* readBatches(
  context: ConnectorContext<unknown>,
  fields: readonly BobField[],
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const position = from === null ? undefined : storedPosition("HiBob", Position, from);
  const after = position?.after ?? "";
  const ids = (await listIds(context)).filter((id) => id > after).toSorted();
  // Nothing else tells a list that grew short meanwhile from one that ends.
  if (position && ids.length < position.left) {
    throw new StaleCursorError("HiBob lists fewer people than when the read was stopped.");
  }
  for (let start = 0; start === 0 || start < ids.length; start += BATCH_SIZE) {
    const batch = ids.slice(start, start + BATCH_SIZE);
    const people = batch.length === 0 ? [] : await search(context, fields, batch);
    const left = ids.length - start - batch.length;
    const last = batch.at(-1);
    const page = await toPage(context, fields, people);
    const seen = new Set([...page.records, ...page.rejected].flatMap(({ externalId }) => externalId ?? []));
    // Others than were asked for: somebody went meanwhile, or HiBob does not take so many ids.
    if (seen.size !== batch.length || batch.some((id) => !seen.has(id))) {
      throw new StaleCursorError("HiBob's list of people changed while it was read.");
    }
    yield { ...page, checkpoint: left === 0 || last === undefined ? null : { after: last, left } };
  }
}

/** The ids of everybody. */
export async function listIds(context: ConnectorContext<unknown>): Promise<string[]> {
  const ids = z
    .array(z.string().min(1))
    .safeParse((await search(context, [ROOT_ID])).map((person) => machineValue(person, ROOT_ID)));
  if (ids.success) return ids.data;
  throw unexpected("badList", "some people in its list have no id", ids.error);
}

/**
 * Reads what a search gave. A field that nobody has, not even empty, may not be read; if that is all of the lifecycle
 * category it throws ConnectorError `permission`.
 */
export async function toPage(
  context: ConnectorContext<unknown>,
  fields: readonly BobField[],
  people: readonly unknown[],
): Promise<Page> {
  const missing = (field: BobField): boolean =>
    people.every((person) => machineValue(person, field) === undefined);
  const restricted = people.length === 0 ? [] : fields.filter(missing).map(({ id }) => id);
  const lifecycle = fields.map(({ id }) => id).filter((id) => id.startsWith("internal."));
  if (lifecycle.every((id) => restricted.includes(id))) throw lifecycleWithheld();
  const labels = await readLists(context, listsNeeded(people, fields));
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const person of people) {
    const read = readRecord(person, fields, labels);
    if ("record" in read) records.push(read.record);
    else rejected.push(read.rejected);
  }
  return { records, rejected, checkpoint: null, restricted };
}
