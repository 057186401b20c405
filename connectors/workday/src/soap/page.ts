import type { ConnectorContext, Page, RejectedRecord, SourceRecord } from "@muster/connector-sdk";
import type { Settings } from "../settings.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { getWorkers, type Question, servicePath } from "./request.ts";
import { isUndecided, type Parts, partsOf, restrictedFields, type Section, shownBy } from "./sections.ts";
import { readWorker } from "./worker.ts";

type Context = ConnectorContext<Settings>;

/** What was asked for, and what is known of the credentials' rights from earlier pages of the same enumeration. */
type Asked = Pick<Question, "choice" | "asOf" | "entry"> & { shown?: ReadonlySet<Section> };

/** The workers of one answer. `shown` are the parts of a worker that this page and those before it show. */
type ReadPage = Pick<Page, "records" | "rejected"> & {
  restricted: readonly string[];
  shown: ReadonlySet<Section>;
};

/** Asks for a page of workers. */
export async function askWorkers(
  { http, settings }: Pick<Context, "http" | "settings">,
  question: Question,
): Promise<Answer> {
  const { body } = await http.soap(servicePath(settings), getWorkers(settings, question));
  return readAnswer(body, question.page);
}

/** Reads the workers of an answer. */
export async function readPage(context: Context, answer: Answer, asked: Asked): Promise<ReadPage> {
  const { asOf } = asked;
  const { wanted, settings } = context;
  const all = answer.workers.map((worker) => ({ worker, parts: partsOf(worker) }));
  const parts = all.map((each) => each.parts);
  const shown = await shownTo(context, parts, answer, asked);
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const each of all) {
    const reading = { asOf, wanted, department: settings.department, shown };
    const read = readWorker(each.worker, each.parts, reading);
    if ("record" in read) records.push(read.record);
    else rejected.push(read.rejected);
  }
  return { records, rejected, restricted: restrictedFields(parts, shown), shown };
}

/** The parts that may be seen. A few workers who lack one are held against those before them, or the first of all. */
async function shownTo(
  context: Context,
  parts: readonly Parts[],
  { workers, total }: Answer,
  { choice, asOf, entry, shown: before = new Set() }: Asked,
): Promise<ReadonlySet<Section>> {
  const here = shownBy(parts);
  const isAll = "everyone" in choice && workers.length === total;
  if (isAll || workers.length === 0 || !isUndecided(parts)) return here;
  if (before.size > 0) return new Set([...here, ...before]);
  const others = await askWorkers(context, { choice: { everyone: true }, asOf, entry, page: 1 });
  return new Set([...here, ...shownBy(others.workers.map(partsOf))]);
}
