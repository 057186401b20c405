import {
  type Checkpoint,
  type ConnectorContext,
  isPlainDate,
  type Page,
  type PlainDate,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
  type Watermark,
} from "@muster/connector-sdk";
import { z } from "zod";
import type { Settings } from "../settings.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { getWorkers, type Question, servicePath } from "./request.ts";
import { partsOf, visibilityOf } from "./sections.ts";
import { readWorker } from "./worker.ts";

type Context = ConnectorContext<Settings>;

/** How far a read of changes stays behind the clock: Workday refuses an instant that it has not reached (Human_Resources.xsd). */
const BEHIND_MS = 30_000;
/** How far one read of changes reaches into the last: a transaction may become visible after its instant. */
const OVERLAP_MS = 600_000;

const instant = z.iso.datetime();
/** `from` and `through` are null where everybody is read. */
const Position = z.object({
  page: z.int().min(1),
  asOf: z.custom<PlainDate>((day) => typeof day === "string" && isPlainDate(day)),
  entry: instant,
  from: instant.nullable(),
  through: instant.nullable(),
});
type Position = z.output<typeof Position>;

/**
 * Everyone, those who left and contingent workers too. The moments that the first page is as of are kept for all
 * pages and every resume.
 */
export function readWorkers(
  context: Context,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const entry = context.now().toISOString();
  const start: Position = { page: 1, asOf: context.asOf, entry, from: null, through: null };
  return readPages(context, from === null ? start : positionOf(from, "list"));
}

/**
 * Whoever had a transaction since. A hire or a leaving of a later day is one when it is entered and none when its day
 * comes (Workday integration reference), so that only the daily full read sees it come true.
 */
export function readChanges(
  context: Context,
  since: Watermark,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  const now = context.now().getTime();
  const latest = now - BEHIND_MS;
  const start: Position = {
    page: 1,
    asOf: context.asOf,
    entry: at(now),
    // The clock may have been set back meanwhile.
    from: at(Math.min(Date.parse(since), latest)),
    through: at(latest),
  };
  return readPages(context, from === null ? start : positionOf(from, "changes"));
}

async function* readPages(context: Context, start: Position): AsyncGenerator<Page, void, undefined> {
  let position: Position | null = start;
  while (position !== null) {
    const { page, asOf, entry, from, through }: Position = position;
    const changes = from !== null && through !== null;
    const choice = changes ? { from, through } : { everyone: true as const };
    const answer: Answer = await askWorkers(context, { choice, asOf, entry, page });
    if (page > Math.max(1, answer.pages)) {
      throw new StaleCursorError("Workday's list of workers has become shorter while it was read.");
    }
    position = page < answer.pages ? { ...position, page: page + 1 } : null;
    const read = toPage(context, answer, asOf);
    yield {
      ...read,
      checkpoint: position,
      // Of changes it is not the number of people.
      ...(!changes && { total: answer.total }),
      ...(position === null && { watermark: watermarkAfter(through ?? entry) }),
    };
  }
}

/** Asks for a page of workers. */
export async function askWorkers(
  { http, settings }: Pick<Context, "http" | "settings">,
  question: Question,
): Promise<Answer> {
  const { body } = await http.soap(servicePath(settings), getWorkers(settings, question));
  return readAnswer(body, question.page);
}

/** Reads the workers of an answer. */
export function toPage(
  { settings, wanted }: Pick<Context, "settings" | "wanted">,
  { workers, pages }: Pick<Answer, "workers" | "pages">,
  asOf: PlainDate,
): Pick<Page, "records" | "rejected"> & { restricted: readonly string[] } {
  const all = workers.map((worker) => ({ worker, parts: partsOf(worker) }));
  const visibility = visibilityOf(
    all.map(({ parts }) => parts),
    pages === 1,
  );
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const { worker, parts } of all) {
    const read = readWorker(worker, parts, visibility, { asOf, wanted, department: settings.department });
    if ("record" in read) records.push(read.record);
    else rejected.push(read.rejected);
  }
  return { records, rejected, restricted: visibility.restricted };
}

function watermarkAfter(moment: string): Watermark {
  return at(Date.parse(moment) - OVERLAP_MS);
}

function positionOf(checkpoint: Checkpoint, kind: "list" | "changes"): Position {
  const position = Position.safeParse(checkpoint);
  const fits = position.success && (position.data.from !== null) === (kind === "changes");
  if (!fits) throw new StaleCursorError("The stored position in Workday's list cannot be read.");
  return position.data;
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}
