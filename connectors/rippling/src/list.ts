import {
  type Checkpoint,
  type ConnectorContext,
  type ConnectorHttp,
  type Page,
  type PlainDate,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
} from "@muster/connector-sdk";
import { z } from "zod";
import { askWorkers, fieldsOf } from "./ask.ts";
import { unexpected } from "./errors.ts";
import { Meta, readRecord } from "./record.ts";

export const LIST_PATH = "/workers/";
/** The most that `limit` may ask for. Rippling REST API reference, pagination. */
export const PAGE_SIZE = 100;

const Envelope = z.object({
  results: z.array(z.unknown()),
  // Null or absent on the last page.
  next_link: z.string().min(1).nullish(),
  __meta: Meta,
});
/** `without` names the expansions that this enumeration does without, from its first page on. */
const Position = z.object({ cursor: z.string().min(1), without: z.string() });
type Position = z.output<typeof Position>;

/** A page of the list; there is no total. `next` is the cursor of the page after it. */
export type ListPage = Omit<Page, "checkpoint"> & { restricted: readonly string[]; next: string | null };

/** Reads the answer of `GET /workers/`. Anything but the documented envelope is an error, never nobody. */
export function readListPage(
  body: unknown,
  http: Pick<ConnectorHttp, "linkQuery">,
  asOf: PlainDate,
): ListPage {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) {
    const where = envelope.error.issues[0]?.path.join(".") || "the answer itself";
    const message = `Rippling's list of workers has not the documented form (${where}).`;
    throw unexpected("badList", message, envelope.error);
  }
  const { results, next_link, __meta } = envelope.data;
  const next = next_link ? cursorIn(http.linkQuery(next_link)) : null;
  if (results.length === 0 && next !== null) {
    throw unexpected("emptyPage", "Rippling gave a page with nobody on it and announced another.");
  }
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  const restricted = new Set<string>();
  for (const raw of results) {
    const read = readRecord(raw, __meta, asOf);
    if ("rejected" in read) rejected.push(read.rejected);
    else {
      records.push(read.record);
      for (const field of read.withheld) restricted.add(field);
    }
  }
  return { records, rejected, restricted: [...restricted], next };
}

/**
 * Everyone, those who left too. Of a link only the cursor is taken: the query stays the one that was asked, so that
 * no page comes without its expansions.
 */
export async function* readAll(
  { http, asOf }: ConnectorContext<unknown>,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  let position = from === null ? null : positionOf(from);
  do {
    const { body, without } = await askForPage(http, position);
    const { next, ...page } = readListPage(body, http, asOf);
    position = next === null ? null : { cursor: next, without: without.join(",") };
    const restricted = [...new Set([...page.restricted, ...fieldsOf(without)])];
    yield { ...page, restricted, checkpoint: position };
  } while (position !== null);
}

async function askForPage(
  http: ConnectorHttp,
  position: Position | null,
): Promise<{ body: unknown; without: readonly string[] }> {
  const { answer, without } = await askWorkers(
    { http },
    {
      path: LIST_PATH,
      query: { limit: PAGE_SIZE, order_by: "id", cursor: position?.cursor },
      ...(position !== null && {
        expect: [400, 404],
        without: position.without.split(",").filter((name) => name !== ""),
        fixed: true,
      }),
    },
  );
  // The same request without a cursor was answered, so it is the cursor that is refused.
  if (answer.status >= 400) {
    throw new StaleCursorError("Rippling no longer knows this position in its list.", {
      status: answer.status,
    });
  }
  return { body: answer.body, without };
}

function cursorIn({ cursor = "" }: Readonly<Record<string, string>>): string {
  if (cursor === "") throw unexpected("badLink", "Rippling's link to the next page holds no cursor.");
  return cursor;
}

function positionOf(checkpoint: Checkpoint): Position {
  const position = Position.safeParse(checkpoint);
  if (!position.success) throw new StaleCursorError("The stored position in Rippling's list cannot be read.");
  return position.data;
}
