import {
  type Checkpoint,
  type ConnectorContext,
  instantOf,
  type Page,
  type QueryValue,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
  storedPosition,
  type Watermark,
  watermarkBefore,
} from "@muster/connector-sdk";
import { z } from "zod";
import { askWorkers, fieldsOf } from "./ask.ts";
import { unexpected } from "./errors.ts";
import { WORK_LOCATION } from "./fields.ts";
import { Meta, readRecord } from "./record.ts";
import { PAGE_SIZE, readEnvelope } from "./small-list.ts";
import { readWorkLocations, withLocationName, type WorkLocations } from "./work-locations.ts";

export const LIST_PATH = "/workers/";
/** Rippling says nothing of how late a change is shown; an hour is cheap, as a change read twice writes nothing. */
const OVERLAP_SECONDS = 3_600;

const Redactions = z.object({ __meta: Meta });
/**
 * What an enumeration keeps from its first page on: `without` names the expansions that it does without, `filter` is
 * "" for everybody.
 */
const Position = z.object({
  cursor: z.string().min(1),
  without: z.string(),
  filter: z.string(),
  watermark: z.string().min(1),
});
type Position = z.output<typeof Position>;
type Context = ConnectorContext<unknown>;

/** A page of the list; there is no total. `next` is the cursor of the page after it. */
export type ListPage = Omit<Page, "checkpoint"> & { restricted: readonly string[]; next: string | null };

/** Reads the answer of `GET /workers/`. Anything but the documented envelope is an error, never nobody. */
export function readListPage(
  body: unknown,
  context: Pick<Context, "http" | "wanted" | "asOf">,
  locations: WorkLocations,
): ListPage {
  const { results, next } = readEnvelope(body, context.http);
  const redactions = Redactions.safeParse(body);
  if (!redactions.success) {
    throw unexpected("badList", "the redactions of a list have not the documented form", redactions.error);
  }
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  const restricted = new Set<string>(locations.withheld ? [WORK_LOCATION] : []);
  for (const raw of results) {
    const read = readRecord(withLocationName(raw, locations), redactions.data.__meta, context);
    if ("rejected" in read) rejected.push(read.rejected);
    else {
      records.push(read.record);
      for (const field of read.withheld) restricted.add(field);
    }
  }
  return { records, rejected, restricted: [...restricted], next };
}

/** Everyone, those who left too. */
export function readAll(context: Context, from: Checkpoint | null): AsyncGenerator<Page, void, undefined> {
  return enumerate(context, { order_by: "id" }, [""], from);
}

/** Whoever changed. Rippling has no tombstones, and the time of a change need not move with a department's name. */
export async function* readChanges(
  context: Context,
  since: Watermark,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const instant = instantOf(since, "Rippling");
  // Which of them it takes is not documented beyond doubt; one that it does not know is refused.
  const filters = [`gte '${instant}'`, `gte ${instant}`, `ge ${instant}`];
  const query = { order_by: "updated_at" };
  yield* enumerate(
    context,
    query,
    filters.map((filter) => `updated_at ${filter}`),
    from,
  );
}

/**
 * Of a link only the cursor is taken: the query stays the one that was asked, so that no page comes without its
 * expansions or with other people. The watermark is from before the first request, whatever resumes the read.
 */
async function* enumerate(
  context: Context,
  query: Readonly<Record<string, QueryValue>>,
  filters: readonly string[],
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const fresh = watermarkBefore(context.now(), OVERLAP_SECONDS);
  let position = from === null ? null : storedPosition("Rippling", Position, from);
  const watermark = position?.watermark ?? fresh;
  const locations = await readWorkLocations(context);
  do {
    const { body, without, filter } =
      position === null ? await askFirst(context, query, filters) : await askNext(context, query, position);
    const { next, ...page } = readListPage(body, context, locations);
    const kept = { without: without.join(","), filter, watermark };
    position = next === null ? null : { cursor: next, ...kept };
    const restricted = [...new Set([...page.restricted, ...fieldsOf(context, without)])];
    yield { ...page, restricted, checkpoint: position, watermark };
  } while (position !== null);
}

interface Asked {
  body: unknown;
  without: readonly string[];
  filter: string;
}

/** The first page, with the first of the filters that Rippling takes. */
async function askFirst(
  context: Context,
  query: Readonly<Record<string, QueryValue>>,
  [filter = "", ...others]: readonly string[],
): Promise<Asked> {
  const { answer, without } = await askWorkers(context, {
    path: LIST_PATH,
    query: { limit: PAGE_SIZE, ...query, filter: filter || undefined },
    expect: others.length > 0 ? [400] : [],
  });
  if (answer.status === 400) return askFirst(context, query, others);
  return { body: answer.body, without, filter };
}

async function askNext(
  context: Context,
  query: Readonly<Record<string, QueryValue>>,
  { cursor, without, filter }: Position,
): Promise<Asked> {
  const asked = await askWorkers(context, {
    path: LIST_PATH,
    query: { limit: PAGE_SIZE, ...query, filter: filter || undefined, cursor },
    expect: [400, 404],
    without: without.split(",").filter((name) => name !== ""),
    fixed: true,
  });
  const { status, body } = asked.answer;
  // The same request without a cursor was answered, so it is the cursor that is refused.
  if (status >= 400) {
    throw new StaleCursorError("Rippling no longer knows this position in its list.", { status });
  }
  return { body, without: asked.without, filter };
}
