import {
  type Checkpoint,
  type ConnectorContext,
  ConnectorError,
  type ConnectorHttp,
  type Page,
  type QueryValue,
  type RejectedRecord,
  type SourceRecord,
  storedPosition,
  watermarkBefore,
} from "@muster/connector-sdk";
import { z } from "zod";
import { LIST_PATH, OVERLAP_SECONDS } from "./api.ts";
import { walkDataset } from "./dataset-walk.ts";
import { openDataset } from "./dataset.ts";
import { ACCESS_FIX, unexpected } from "./errors.ts";
import { LIST_FIELDS } from "./fields.ts";
import { datasetFields, idsOn, withDataset } from "./join.ts";
import { readRecord } from "./record.ts";

/** The most that `page[limit]` may ask for. BambooHR API reference, List employees. */
export const PAGE_SIZE = 2_500;

const Envelope = z.object({
  data: z.array(z.unknown()),
  meta: z.object({
    total: z.int().nonnegative(),
    page: z.object({ nextCursor: z.string().min(1).nullable() }),
  }),
});
/** The watermark is of the read's beginning, however often it goes on from here. */
const Position = z.object({
  after: z.string().min(1),
  datasetPage: z.int().positive(),
  watermark: z.string().min(1),
});

/** A page of the list, its total, which every answer carries, and the cursor of the page after it. */
export type ListPage = Pick<Page, "records" | "rejected"> & {
  total: number;
  restricted: readonly string[];
  next: string | null;
};

/** Reads the answer of `GET /api/v1/employees`. Anything but the documented envelope is an error, never nobody. */
export function readListPage(body: unknown): ListPage {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) {
    const where = envelope.error.issues[0]?.path.join(".") || "the answer itself";
    throw unexpected("badList", `the list has not the documented form (${where})`, envelope.error);
  }
  const { data, meta } = envelope.data;
  const next = meta.page.nextCursor;
  if (data.length === 0 && next !== null) {
    throw unexpected("emptyPage", "a page has nobody on it and announces another");
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
  return { records, rejected, next, total: meta.total, restricted: [...restricted] };
}

/** Asks for one page. */
export async function askList(
  http: ConnectorHttp,
  query: Readonly<Record<string, QueryValue | undefined>>,
): Promise<ListPage> {
  const { body } = await http.get(LIST_PATH, { query: { fields: LIST_FIELDS, ...query } });
  return readListPage(body);
}

/** Everyone, active and inactive. The next page is built from the cursor: a link may name another host. */
export async function* readAll(
  context: ConnectorContext<unknown>,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const start = from === null ? null : storedPosition("BambooHR", Position, from);
  const watermark = start?.watermark ?? watermarkBefore(context.now(), OVERLAP_SECONDS);
  const fields = datasetFields(context);
  const dataset = walkDataset(openDataset(context, fields), start?.datasetPage ?? 1);
  let after = start?.after ?? null;
  do {
    const { next, ...page } = await askList(context.http, {
      sort: "employeeId",
      "page[limit]": PAGE_SIZE,
      "page[after]": after ?? undefined,
    });
    const joined = withDataset(page, fields, await dataset.rowsOf(idsOn(page)));
    const checkpoint = next === null ? null : { after: next, datasetPage: dataset.page(), watermark };
    yield { ...joined, checkpoint, watermark };
    after = next;
  } while (after !== null);
}

/** Without the flag nobody can be told from a leaver: better no read than one in which everybody is unknown. */
function statusNotReadable(): ConnectorError {
  return new ConnectorError("permission", "BambooHR lets these credentials read nobody's status.", {
    code: "statusNotReadable",
    fix: ACCESS_FIX,
  });
}
