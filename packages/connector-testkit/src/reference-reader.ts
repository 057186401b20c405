import {
  type Checkpoint,
  type Connector,
  type Page,
  restartsRead,
  type SourceRecord,
  type Watermark,
} from "@muster/connector-sdk";
import { type Certificate, certify, type Employee, mapEmployee, type ReadFacts } from "@muster/roster";
import type { Session } from "./bench.ts";

/** How often a read that lost its place may start over before it counts as failed. */
const MOST_RESTARTS = 3;

/** What one full read came to, judged the way a sync judges it. */
export interface Reading {
  people: ReadonlyMap<string, Employee>;
  /** As the connector gave them, by id. */
  records: ReadonlyMap<string, SourceRecord>;
  /** Ids of the people whose records could not be read or kept: they count as present. */
  turnedAway: ReadonlySet<string>;
  /** Why they were, in the words that an admin sees. */
  issues: readonly string[];
  pages: readonly ReadPage[];
  facts: ReadFacts;
  certificate: Certificate;
  /** From where changes may be read: the last one given counts. */
  watermark: Watermark | undefined;
  /** What ended the read early; the pages before it are kept. */
  error?: unknown;
}

/** One page as it came. */
interface ReadPage {
  /** Of the records and of those turned away, as far as they have one. */
  ids: readonly string[];
  /** Records and those turned away. */
  size: number;
  checkpoint: Checkpoint | null;
}

/**
 * Reads everyone as a sync would, in memory: maps each page, starts over where the vendor lost the place, and
 * asks the same certificate that decides whether absence means anything. `from` goes on where a page ended.
 */
export async function readEveryone(
  connector: Connector,
  { open, asOf }: Session,
  from: Checkpoint | null = null,
): Promise<Reading> {
  const { signal } = new AbortController();
  let start = from;
  for (let restarts = 0; ; restarts += 1) {
    const reading = await readThrough(connector, asOf, open.readAll({ asOf, from: start, signal }));
    if (!restartsRead(reading.error) || restarts === MOST_RESTARTS) return reading;
    start = null;
  }
}

/** Reads who changed since a watermark, in memory. */
export function readChangesSince(
  connector: Connector,
  { open, asOf }: Session,
  since: Watermark,
): Promise<Reading> {
  if (!open.readChanges) throw new Error("this connector reads no changes");
  const { signal } = new AbortController();
  return readThrough(connector, asOf, open.readChanges({ asOf, since, from: null, signal }));
}

async function readThrough(
  connector: Connector,
  asOf: Session["asOf"],
  read: AsyncIterable<Page>,
): Promise<Reading> {
  const pages: Page[] = [];
  try {
    for await (const page of read) pages.push(page);
    return readingOf(connector, asOf, pages);
  } catch (error) {
    return { ...readingOf(connector, asOf, pages), error };
  }
}

function readingOf(connector: Connector, asOf: Session["asOf"], pages: readonly Page[]): Reading {
  const people = new Map<string, Employee>();
  const rejected = pages.flatMap((page) => page.rejected);
  for (const record of pages.flatMap((page) => page.records)) {
    const result = mapEmployee(record, connector.mapping, asOf);
    if ("employee" in result) people.set(result.employee.externalId, result.employee);
    else rejected.push(result.rejected);
  }
  const turnedAway = new Set(rejected.flatMap(({ externalId }) => externalId ?? []));
  const totals = new Set(pages.flatMap((page) => page.total ?? []));
  const [total] = totals;
  const facts: ReadFacts = {
    lastPageReached: pages.at(-1)?.checkpoint === null,
    distinctIds: new Set([...people.keys(), ...turnedAway]).size,
    total,
    totalsDiffer: totals.size > 1,
    unreadableIds: rejected.filter(({ externalId }) => externalId === undefined).length,
    restricted: [...new Set(pages.flatMap((page) => page.restricted ?? []))],
    // As after a first run with full rights: whatever is withheld now is narrower than what was accepted.
    baselineRestricted: [],
  };
  return {
    people,
    records: new Map(pages.flatMap((page) => page.records.map((record) => [record.externalId, record]))),
    turnedAway,
    issues: rejected.map(({ path, issue }) => `${path}: ${issue}`),
    pages: pages.map(summary),
    facts,
    certificate: certify(facts),
    watermark: pages.findLast(({ watermark }) => watermark !== undefined)?.watermark,
  };
}

function summary({ records, rejected, checkpoint }: Page): ReadPage {
  const ids = [...records, ...rejected].flatMap(({ externalId }) => externalId ?? []);
  return { ids, size: records.length + rejected.length, checkpoint };
}
