import { type Checkpoint, type Connector, type Page, restartsRead } from "@muster/connector-sdk";
import { type Certificate, certify, type Employee, mapEmployee, type ReadFacts } from "@muster/roster";
import type { Session } from "./bench.ts";

/** How often a read that lost its place may start over before it counts as failed. */
const MOST_RESTARTS = 3;

/** What one full read came to, judged the way a sync judges it. */
export interface Reading {
  people: ReadonlyMap<string, Employee>;
  /** Ids of the people whose records could not be read or kept: they count as present. */
  turnedAway: ReadonlySet<string>;
  /** Why they were, in the words that an admin sees. */
  issues: readonly string[];
  pages: readonly ReadPage[];
  facts: ReadFacts;
  certificate: Certificate;
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
  let start = from;
  for (let restarts = 0; ; restarts += 1) {
    const pages: Page[] = [];
    try {
      const read = open.readAll({ asOf, from: start, signal: new AbortController().signal });
      for await (const page of read) pages.push(page);
      return readingOf(connector, asOf, pages);
    } catch (error) {
      if (!restartsRead(error) || restarts === MOST_RESTARTS) {
        return { ...readingOf(connector, asOf, pages), error };
      }
      start = null;
    }
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
    turnedAway,
    issues: rejected.map(({ path, issue }) => `${path}: ${issue}`),
    pages: pages.map(summary),
    facts,
    certificate: certify(facts),
  };
}

function summary({ records, rejected, checkpoint }: Page): ReadPage {
  const ids = [...records, ...rejected].flatMap(({ externalId }) => externalId ?? []);
  return { ids, size: records.length + rejected.length, checkpoint };
}
