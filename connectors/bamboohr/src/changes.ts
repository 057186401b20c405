import {
  type Checkpoint,
  type ConnectorContext,
  type ConnectorHttp,
  instantOf,
  type Page,
  storedPosition,
  type Watermark,
  watermarkBefore,
} from "@muster/connector-sdk";
import { z } from "zod";
import { CHANGES_PATH, CHUNK_SIZE, OVERLAP_SECONDS } from "./api.ts";
import { openDataset } from "./dataset.ts";
import { unexpected } from "./errors.ts";
import { datasetFields, idsOn, rowsOf, withDataset } from "./join.ts";
import { askList, type ListPage } from "./list.ts";

const Feed = z.object({
  latest: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), "is no instant")
    .nullish(),
  employees: z.union([
    z.record(z.string().regex(/^\w[\w-]*$/), z.object({ action: z.string() })),
    // How PHP writes an object without keys.
    z.array(z.never()).transform(() => ({})),
  ]),
});
/** The watermark is of the first look at the feed: whoever changes later is in the next one. */
const Position = z.object({ after: z.string().min(1), watermark: z.string().min(1) });

/**
 * Whoever was added or changed, as they are now. Erased records are not told of, nor is anybody whom the list does not
 * give when asked by id: absence is for full reads to judge. A termination is an ordinary change.
 */
export async function* readChanges(
  context: ConnectorContext<unknown>,
  since: Watermark,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const start = from === null ? null : storedPosition("BambooHR", Position, from);
  const { changed, latest } = await readFeed(context.http, since);
  const watermark =
    start?.watermark ?? (latest === undefined ? since : watermarkBefore(latest, OVERLAP_SECONDS));
  const ids = changed.filter((id) => id > (start?.after ?? "")).toSorted();
  const fields = datasetFields(context);
  const ask = openDataset(context, fields);
  for (let first = 0; first === 0 || first < ids.length; first += CHUNK_SIZE) {
    const chunk = ids.slice(first, first + CHUNK_SIZE);
    const people = await readByIds(context.http, chunk);
    const page = withDataset(people, fields, await rowsOf(ask, idsOn(people)));
    const last = first + CHUNK_SIZE < ids.length ? chunk.at(-1) : undefined;
    const checkpoint = last === undefined ? null : { after: last, watermark };
    yield { ...page, checkpoint, watermark };
  }
}

async function readFeed(
  http: ConnectorHttp,
  since: Watermark,
): Promise<{ changed: readonly string[]; latest: Date | undefined }> {
  const { body } = await http.get(CHANGES_PATH, { query: { since: sinceParameter(since), type: "all" } });
  const feed = Feed.safeParse(body);
  if (!feed.success) {
    throw unexpected("badChanges", "the list of changes has not the documented form", feed.error);
  }
  const { employees, latest } = feed.data;
  const changed = Object.entries(employees).flatMap(([id, { action }]) => (action === "Deleted" ? [] : id));
  return { changed, latest: latest ? new Date(latest) : undefined };
}

/** In whole seconds: a fraction is nowhere documented. */
function sinceParameter(since: Watermark): string {
  return instantOf(since, "BambooHR").replace(/\.\d+Z$/, "Z");
}

type People = Pick<ListPage, "records" | "rejected" | "restricted">;

async function readByIds(http: ConnectorHttp, ids: readonly string[]): Promise<People> {
  if (ids.length === 0) return { records: [], rejected: [], restricted: [] };
  const query = { "filter[ids]": ids.join(","), sort: "employeeId", "page[limit]": CHUNK_SIZE };
  const { records, rejected, restricted, next } = await askList(http, query);
  if (next === null) return { records, rejected, restricted };
  throw unexpected("badList", "more people came than were asked for by their ids");
}
