import type { OpenConnector } from "@muster/connector-host";
import {
  MAPPING_TARGETS,
  type Page,
  type PlainDate,
  type RejectedRecord,
  restartsRead,
  type Watermark,
} from "@muster/connector-sdk";
import { type Certificate, certify, type Employee, type FieldMapping, mapPage } from "@muster/roster";
import { afterPage, freshRead, MAX_RESTARTS, readFacts, type ReadState } from "@muster/sync";

/** What one enumeration gave. Nothing of it is printed before it has ended: a restart throws it away. */
export interface Reading {
  state: ReadState;
  /** By external id; null where the id came twice with different values, which is nobody's truth. */
  people: Map<string, string | null>;
  /** As the vendor gave them, in its order; kept only where they are what is wanted. */
  raw: string[];
  rejected: RejectedRecord[];
}

export interface ReadWork {
  open: OpenConnector;
  mapping: FieldMapping;
  asOf: PlainDate;
  /** Only who changed since then; null: everybody. */
  since: Watermark | null;
  raw: boolean;
  signal: AbortSignal;
  /** Told after each page: people so far, and what the vendor says there are. */
  onPage: (people: number, total: number | undefined) => void;
}

/** Reads everybody, or whoever changed. Gives what came even where it failed, with the error. */
export async function readWhole(work: ReadWork): Promise<{ reading: Reading; error?: unknown }> {
  for (let restarts = 0; ; restarts += 1) {
    const reading: Reading = { state: freshRead(restarts), people: new Map(), raw: [], rejected: [] };
    try {
      for await (const page of pagesOf(work)) take(reading, page, work);
      return { reading };
    } catch (error) {
      if (!restartsRead(error) || restarts >= MAX_RESTARTS) return { reading, error };
    }
  }
}

function pagesOf({ open, asOf, signal, since }: ReadWork): AsyncGenerator<Page, void, undefined> {
  const whole = { asOf, signal, from: null };
  if (since === null) return open.readAll(whole);
  if (!open.readChanges) throw new Error("changes were asked of a connector that cannot tell them");
  return open.readChanges({ ...whole, since });
}

/** Whether absence from the reading would mean anything; there is no earlier one to compare rights with. */
export function certificateOf({ state, people }: Reading): Certificate {
  return certify(readFacts(state, people.size, null));
}

function take(reading: Reading, page: Page, work: ReadWork): void {
  const { employees, rejected, nameless } = mapPage(page, work.mapping, work.asOf);
  for (const employee of employees) put(reading, employee.externalId, employeeLine(employee));
  for (const record of rejected) {
    put(reading, record.externalId, null);
    reading.rejected.push(record);
  }
  reading.rejected.push(...nameless);
  if (work.raw) for (const record of page.records) reading.raw.push(JSON.stringify(record));
  reading.state = afterPage(reading.state, page, nameless.length);
  work.onPage(reading.state.people, reading.state.total);
}

function put({ people, rejected }: Reading, externalId: string, line: string | null): void {
  const earlier = people.get(externalId);
  if (earlier === undefined) people.set(externalId, line);
  else if (earlier !== line) {
    people.set(externalId, null);
    if (earlier !== null && line !== null) {
      rejected.push({ externalId, path: "id", issue: "came twice with different values" });
    }
  }
}

/** A field that was not returned is left out: JSON has no undefined. */
function employeeLine(employee: Employee): string {
  const { externalId, personId, employment, startDate, endDate, fields, attributes } = employee;
  const mapped = Object.fromEntries(MAPPING_TARGETS.map((target) => [target, fields[target]]));
  return JSON.stringify({ externalId, personId, employment, startDate, endDate, ...mapped, attributes });
}
