import {
  type Checkpoint,
  type ConnectorContext,
  instantOf,
  isPlainDate,
  type Page,
  type PlainDate,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
  storedPosition,
  type Watermark,
  watermarkBefore,
} from "@muster/connector-sdk";
import { z } from "zod";
import type { Settings } from "../settings.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { getWorkers, type Question, servicePath } from "./request.ts";
import { isUndecided, type Parts, partsOf, restrictedFields, type Section, shownBy } from "./sections.ts";
import { readWorker } from "./worker.ts";

type Context = ConnectorContext<Settings>;

/** How far a read of changes stays behind the clock: Workday refuses an instant that it has not reached (Human_Resources.xsd). */
const BEHIND_SECONDS = 30;
/** How far one read of changes reaches into the last: a transaction may become visible after its instant. */
const OVERLAP_SECONDS = 600;

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
  const now = context.now();
  const latest = watermarkBefore(now, BEHIND_SECONDS);
  const asked = instantOf(since, "Workday");
  const start: Position = {
    page: 1,
    asOf: context.asOf,
    entry: now.toISOString(),
    // The clock may have been set back meanwhile.
    from: asked < latest ? asked : latest,
    through: latest,
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
    const read = await toPage(context, answer, { choice, asOf, entry });
    yield {
      ...read,
      checkpoint: position,
      // Of changes it is not the number of people.
      ...(!changes && { total: answer.total }),
      ...(position === null && { watermark: watermarkBefore(new Date(through ?? entry), OVERLAP_SECONDS) }),
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

/** Reads the workers of an answer to a question. */
export async function toPage(
  context: Context,
  answer: Answer,
  question: Pick<Question, "choice" | "asOf" | "entry">,
): Promise<Pick<Page, "records" | "rejected"> & { restricted: readonly string[] }> {
  const { asOf } = question;
  const { wanted, settings } = context;
  const all = answer.workers.map((worker) => ({ worker, parts: partsOf(worker) }));
  const parts = all.map((each) => each.parts);
  const shown = await shownTo(context, parts, answer, question);
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const each of all) {
    const reading = { asOf, wanted, department: settings.department, shown };
    const read = readWorker(each.worker, each.parts, reading);
    if ("record" in read) records.push(read.record);
    else rejected.push(read.rejected);
  }
  return { records, rejected, restricted: restrictedFields(parts, shown) };
}

/** The parts that may be seen; a few workers who lack one are held against the first page of all. */
async function shownTo(
  context: Context,
  parts: readonly Parts[],
  { workers, total }: Answer,
  { choice, asOf, entry }: Pick<Question, "choice" | "asOf" | "entry">,
): Promise<ReadonlySet<Section>> {
  const isAll = "everyone" in choice && workers.length === total;
  if (isAll || workers.length === 0 || !isUndecided(parts)) return shownBy(parts);
  const others = await askWorkers(context, { choice: { everyone: true }, asOf, entry, page: 1 });
  return shownBy([...parts, ...others.workers.map(partsOf)]);
}

function positionOf(checkpoint: Checkpoint, kind: "list" | "changes"): Position {
  const position = storedPosition("Workday", Position, checkpoint);
  if ((position.from !== null) === (kind === "changes")) return position;
  throw new StaleCursorError("The stored position is one of another read of Workday.");
}
