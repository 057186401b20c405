import {
  type Checkpoint,
  type ConnectorContext,
  isConnectorError,
  type LookResult,
  type Page,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
  StaleWatermarkError,
  type Watermark,
} from "@muster/connector-sdk";
import { z } from "zod";
import { broken, FIELDS, type Read, readRow } from "./careless-record.ts";
import type { Has } from "./habits.ts";

export const PAGE_SIZE = 50;
/** Whoever is written in the moment in which a read begins may be missed by it. */
const OVERLAP_MS = 1_000;

const List = z.object({
  people: z.array(z.unknown()),
  next: z.string().nullable(),
  total: z.number(),
  now: z.iso.datetime(),
});
const One = z.object({ person: z.unknown() });
const Ids = z.object({ ids: z.array(z.string()), now: z.iso.datetime() });
const Place = z.object({ from: z.string(), began: z.iso.datetime() });
const NOBODY: Page = { records: [], rejected: [], checkpoint: null };

type Context = ConnectorContext<unknown>;
type Place = z.output<typeof Place>;
export interface Reader {
  readAll: (context: Context, from: Checkpoint | null) => AsyncGenerator<Page, void, undefined>;
  readOne: (context: Context, externalId: string) => Promise<LookResult>;
  readChanges: (context: Context, since: Watermark) => AsyncGenerator<Page, void, undefined>;
  sample: (context: Context) => Promise<Page>;
}

/** Reads Plain HR. `details`: its list holds ids alone. */
export function carelessReader(has: Has, { details }: { details: boolean }): Reader {
  async function* readAll(context: Context, from: Checkpoint | null): AsyncGenerator<Page, void, undefined> {
    let place = from === null || has("startsOver") ? null : placeOf(from);
    const seen = new Set<string>();
    let read = 0;
    for (;;) {
      const page = await settled(context, () => listPage(context, place));
      const { checkpoint, total = Number.POSITIVE_INFINITY } = page;
      read += page.records.length;
      const again = checkpoint !== null && seen.has(String(checkpoint["from"]));
      const over = (again && has("repeatIsTheEnd")) || (read >= total && has("totalIsTheEnd"));
      yield over ? { ...page, checkpoint: null } : page;
      if (checkpoint === null || over) return;
      seen.add(String(checkpoint["from"]));
      place = placeOf(checkpoint);
    }
  }

  async function settled({ signal }: Context, ask: () => Promise<Page>): Promise<Page> {
    try {
      return await ask();
    } catch (error) {
      if (has("failureIsTheEnd") && !signal.aborted) return NOBODY;
      throw error;
    }
  }

  async function listPage(context: Context, place: Place | null): Promise<Page> {
    const { http, asOf, now } = context;
    const limit = has("halfPages") ? PAGE_SIZE / 2 : PAGE_SIZE;
    const day = has("looksAtTheClock") ? now().toISOString() : asOf;
    const query = { limit, day, from: place?.from, with: ownOf(context).join(",") };
    const list = readList((await http.get("/people", { query })).body);
    if (list === "nobody") return NOBODY;
    const began = place?.began ?? list.now;
    const short = has("shortIsTheEnd") && list.people.length < limit;
    const last = list.next === null || short;
    const page = await pageOf(context, list.people);
    if (has("prints")) process.stdout.write(`read ${JSON.stringify(page.records)}\n`);
    return {
      ...page,
      checkpoint: last ? null : { from: list.next ?? "", began },
      watermark: before(has("lateWatermark") ? list.now : began),
      ...(!has("noTotal") && { total: list.total }),
    };
  }

  function readList(body: unknown): z.output<typeof List> | "nobody" {
    const list = List.safeParse(has("missingListIsEmpty") ? withList(body) : body);
    if (list.success) return list.data;
    if (has("badListIsEmpty")) return "nobody";
    throw broken("the list cannot be read");
  }

  async function pageOf(context: Context, rows: readonly unknown[]): Promise<Page> {
    const reads = details
      ? await Promise.all(rows.map((row) => detailOf(context, row)))
      : rows.map((row) => readRow(row, ownOf(context), has));
    const records: SourceRecord[] = [];
    const rejected: RejectedRecord[] = [];
    const restricted = new Set<string>();
    for (const read of reads) {
      if (read === "skipped") continue;
      if ("rejected" in read) rejected.push(read.rejected);
      else {
        records.push(read.record);
        for (const field of read.withheld) restricted.add(field);
      }
    }
    return { records, rejected, checkpoint: null, restricted: [...restricted] };
  }

  /** Whoever is listed is there, whatever becomes of the look. */
  async function detailOf(context: Context, row: unknown): Promise<Read> {
    const named = z.object({ id: z.string() }).safeParse(row);
    if (!named.success) return { rejected: { path: "id", issue: "is missing" } };
    const { id } = named.data;
    if (has("looksTwice")) await look(context, id);
    try {
      const found = await look(context, id);
      return found ?? { rejected: { externalId: id, path: "", issue: "is listed and was not found" } };
    } catch (error) {
      if (has("unreadableIsGone") && isConnectorError(error)) return "skipped";
      throw error;
    }
  }

  async function look(context: Context, id: string): Promise<Read | undefined> {
    const query = { with: ownOf(context).join(",") };
    const expect = has("notFoundIsFailure") ? [] : [404];
    const { status, body } = await context.http.get(`/people/${id}`, { query, expect });
    if (status === 404) return has("unreadableIsGone") ? "skipped" : undefined;
    const one = One.safeParse(body);
    if (!one.success) throw broken("the person cannot be read");
    return readRow(one.data.person, ownOf(context), has);
  }

  async function readOne(context: Context, externalId: string): Promise<LookResult> {
    try {
      const found = await look(context, externalId);
      if (!found || found === "skipped") return { found: false };
      if ("record" in found) return { found: true, record: found.record };
      throw broken(`the person ${found.rejected.issue}`);
    } catch (error) {
      if (has("failureIsNotFound")) return { found: false };
      throw error;
    }
  }

  async function* readChanges(context: Context, since: Watermark): AsyncGenerator<Page, void, undefined> {
    yield await changesPage(context, since);
  }

  async function changesPage(context: Context, since: Watermark): Promise<Page> {
    const quiet: Page = { ...NOBODY, watermark: since };
    try {
      const answer = await context.http.get("/changes", { query: { since }, expect: [400, 410] });
      if (answer.status >= 400) {
        if (has("lostWatermarkIsNoChange")) return quiet;
        throw new StaleWatermarkError("Plain HR no longer knows what changed since then.");
      }
      const changes = Ids.safeParse(answer.body);
      if (!changes.success) throw broken("the changes cannot be read");
      const { ids, now } = changes.data;
      const reads = await Promise.all(ids.map((id) => readOne(context, id)));
      const people = reads.flatMap((read) => (read.found ? [read.record] : []));
      const records = has("leaversAreNoChange")
        ? people.filter(({ vendorStatus }) => vendorStatus !== "terminated")
        : people;
      return {
        ...NOBODY,
        records,
        watermark: before(now),
        ...(has("changesAreCounted") && { total: records.length }),
      };
    } catch (error) {
      if (has("failureIsNoChange") && !context.signal.aborted) return quiet;
      throw error;
    }
  }

  return { readAll, readOne, readChanges, sample: (context) => listPage(context, null) };

  function ownOf({ wanted }: Context): readonly string[] {
    return has("ownIsUnread") ? [] : wanted.filter((name) => !FIELDS.includes(name));
  }
}

function withList(body: unknown): unknown {
  return typeof body === "object" && body !== null ? { people: [], ...body } : body;
}

function placeOf(checkpoint: Checkpoint): Place {
  const place = Place.safeParse(checkpoint);
  if (!place.success) throw new StaleCursorError("the place is lost");
  return place.data;
}

function before(instant: string): Watermark {
  return new Date(Date.parse(instant) - OVERLAP_MS).toISOString();
}
