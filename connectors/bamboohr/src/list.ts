import {
  type Checkpoint,
  type ConnectorContext,
  ConnectorError,
  type Page,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
} from "@muster/connector-sdk";
import { z } from "zod";
import { LIST_FIELDS } from "./fields.ts";
import { readRecord } from "./record.ts";

export const LIST_PATH = "/api/v1/employees";
/** The most that `page[limit]` may ask for. BambooHR API reference, List employees. */
export const PAGE_SIZE = 2_500;

const Envelope = z.object({
  data: z.array(z.unknown()),
  meta: z.object({
    total: z.int().nonnegative(),
    page: z.object({ nextCursor: z.string().min(1).nullable() }),
  }),
});
const Position = z.object({ after: z.string().min(1) });

/** A page of the list together with the vendor's total, which every answer carries. */
export type ListPage = Page & { total: number; restricted: readonly string[] };

/** Reads the answer of `GET /api/v1/employees`. Anything but the documented envelope is an error, never nobody. */
export function readListPage(body: unknown): ListPage {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) {
    const where = envelope.error.issues[0]?.path.join(".") || "the answer itself";
    throw unexpected(
      "badList",
      `BambooHR's list of employees has not the documented form (${where}).`,
      envelope.error,
    );
  }
  const { data, meta } = envelope.data;
  const next = meta.page.nextCursor;
  if (data.length === 0 && next !== null) {
    throw unexpected("emptyPage", "BambooHR gave a page with nobody on it and announced another.");
  }
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  const restricted = new Set<string>();
  for (const raw of data) {
    const read = readRecord(raw);
    if ("rejected" in read) rejected.push(read.rejected);
    else {
      records.push(read.record);
      for (const field of read.withheld) restricted.add(field);
    }
  }
  if (records.length > 0 && records.every((record) => !("status" in record.fields)))
    throw statusNotReadable();
  const checkpoint = next === null ? null : { after: next };
  return { records, rejected, checkpoint, total: meta.total, restricted: [...restricted] };
}

/** Everyone, active and inactive. The next page is built from the cursor: a link may name another host. */
export async function* readAll(
  { http }: ConnectorContext<unknown>,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  let position = from;
  do {
    const { body } = await http.get(LIST_PATH, {
      query: {
        fields: LIST_FIELDS,
        sort: "employeeId",
        "page[limit]": PAGE_SIZE,
        "page[after]": position === null ? undefined : cursorOf(position),
      },
    });
    const page = readListPage(body);
    yield page;
    position = page.checkpoint;
  } while (position !== null);
}

function cursorOf(checkpoint: Checkpoint): string {
  const position = Position.safeParse(checkpoint);
  if (!position.success) throw new StaleCursorError("The stored position in BambooHR's list cannot be read.");
  return position.data.after;
}

/** Without the flag nobody can be told from a leaver: better no read than one in which everybody is unknown. */
function statusNotReadable(): ConnectorError {
  return new ConnectorError("permission", "BambooHR lets this API key read nobody's status.", {
    code: "statusNotReadable",
    fix: "Give the key's user the right to see the field Status of every employee, then try again.",
  });
}

function unexpected(code: string, message: string, cause?: unknown): ConnectorError {
  const fix = "Try again later. If it stays so, report it: the connector has to follow a change of BambooHR.";
  return new ConnectorError("contract", message, { code, fix, cause });
}
