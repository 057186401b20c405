import {
  type Checkpoint,
  type ConnectorContext,
  instantOf,
  isPlainDate,
  type Page,
  type PlainDate,
  StaleCursorError,
  storedPosition,
  type Watermark,
  watermarkBefore,
} from "@muster/connector-sdk";
import { z } from "zod";
import type { Settings } from "../settings.ts";
import type { Answer } from "./answer.ts";
import { askWorkers, readPage } from "./page.ts";
import type { Section } from "./sections.ts";

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
  let shown: ReadonlySet<Section> = new Set();
  while (position !== null) {
    const { page, asOf, entry, from, through }: Position = position;
    const changes = from !== null && through !== null;
    const choice = changes ? { from, through } : { everyone: true as const };
    const answer: Answer = await askWorkers(context, { choice, asOf, entry, page });
    if (page > Math.max(1, answer.pages)) {
      throw new StaleCursorError("Workday's list of workers has become shorter while it was read.");
    }
    position = page < answer.pages ? { ...position, page: page + 1 } : null;
    const read = await readPage(context, answer, { choice, asOf, entry, shown });
    shown = read.shown;
    yield {
      records: read.records,
      rejected: read.rejected,
      restricted: read.restricted,
      checkpoint: position,
      // Of changes it is not the number of people.
      ...(!changes && { total: answer.total }),
      ...(position === null && { watermark: watermarkBefore(new Date(through ?? entry), OVERLAP_SECONDS) }),
    };
  }
}

function positionOf(checkpoint: Checkpoint, kind: "list" | "changes"): Position {
  const position = storedPosition("Workday", Position, checkpoint);
  if ((position.from !== null) === (kind === "changes")) return position;
  throw new StaleCursorError("The stored position is one of another read of Workday.");
}
