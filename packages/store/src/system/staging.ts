import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { type Employee, fingerprint } from "@muster/roster";
import { from as copyFrom } from "pg-copy-streams";
import { passing } from "../kill-points.ts";
import { MAPPED_COLUMNS, mappedValues } from "../mapped-columns.ts";
import type { Store } from "../open-store.ts";
import { FENCE, type Lease, LeaseLostError, applicationName } from "../runs/lease.ts";

/** Somebody who was present but could not be read. */
export interface RejectedPerson {
  externalId: string;
  issue: string;
}

/** People who were read. */
export interface StagedPeople {
  employees: readonly Employee[];
  rejected: readonly RejectedPerson[];
  /** Marks of people who were erased: present, and nothing of them is kept. */
  erased?: readonly string[];
  /** People of whom the by-id look says that they are gone. No part of the census. */
  gone?: readonly string[];
}

/**
 * The same as they are copied. Encoded as soon as they are mapped: kept as objects until a group is full, a hundred
 * thousand people keep the garbage collector busier than the mapping (measured).
 */
export interface EncodedPeople {
  chunks: readonly Buffer[];
  /** Without those who are gone. */
  present: number;
}

/** People read since the last commit, and where the read goes on after them. */
export interface StagingGroup extends EncodedPeople {
  /** What the run knows once this group is in: opaque to the store. */
  checkpoint: object;
  people: number;
  total: number | undefined;
}

const COPY = `copy staging (run_id, org_id, external_id, kind, fingerprint, employment, issue, person_id, missing, ${MAPPED_COLUMNS.join(", ")}) from stdin`;

/**
 * Commits a group of people together with the checkpoint that follows them. The commit is not awaited on disk:
 * staging is unlogged, and a checkpoint that a crash loses is read again. Runs as the tables' owner, because
 * COPY FROM is refused under row-level security.
 */
export async function stageGroup(store: Store, lease: Lease, group: StagingGroup): Promise<void> {
  const client = await store.systemPool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    await client.query(
      "select set_config('synchronous_commit', 'off', true), set_config('application_name', $1, true), set_config('muster.org', $2, true)",
      [applicationName(lease), String(lease.orgId)],
    );
    if (group.chunks.length > 0) {
      await pipeline(Readable.from(group.chunks), client.query(copyFrom(COPY)));
    }
    await client.query(
      `update runs set checkpoint = $2, people = $3, total = $4, staged_rows = staged_rows + $5, crashes = 0, interruptions = 0 where id = $1`,
      [lease.runId, JSON.stringify(group.checkpoint), group.people, group.total ?? null, group.present],
    );
    const fenced = await client.query(FENCE, [lease.runId, lease.token]);
    if (fenced.rowCount === 0) throw new LeaseLostError(lease);
    await passing("groupCopied", lease.orgId);
    await client.query("commit");
    await passing("groupCommitted", lease.orgId);
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Rows a chunk: large enough that the stream's cost per chunk vanishes, small enough for the heap. */
const ROWS_PER_CHUNK = 500;

/** In COPY's text format, for the run of a lease. */
export function encodeStaged(lease: Lease, people: StagedPeople): EncodedPeople {
  const { employees, rejected, erased = [], gone = [] } = people;
  const chunks: Buffer[] = [];
  let text = "";
  let rows = 0;
  const cut = (): void => {
    if (text !== "") chunks.push(Buffer.from(text));
    text = "";
  };
  for (const employee of employees) {
    text += employeeRow(lease, employee);
    rows += 1;
    if (rows % ROWS_PER_CHUNK === 0) cut();
  }
  for (const { externalId, issue } of rejected) text += bareRow(lease, externalId, "rejected", issue);
  for (const mark of erased) text += bareRow(lease, mark, "erased", null);
  for (const externalId of gone) text += bareRow(lease, externalId, "gone", null);
  cut();
  return { chunks, present: employees.length + rejected.length + erased.length };
}

function employeeRow(lease: Lease, employee: Employee): string {
  const values = mappedValues(employee);
  let missing = 0;
  let columns = "";
  let bit = 1;
  for (const column of MAPPED_COLUMNS) {
    const value = values[column];
    if (value === undefined) missing |= bit;
    bit <<= 1;
    columns += `\t${cell(value)}`;
  }
  const head = `${lease.runId}\t${lease.orgId}\t${cell(employee.externalId)}\tread\t${fingerprint(employee)}`;
  return `${head}\t${employee.employment}\t\\N\t${cell(employee.personId)}\t${missing}${columns}\n`;
}

const EMPTY_COLUMNS = "\t\\N".repeat(MAPPED_COLUMNS.length);

function bareRow(lease: Lease, externalId: string, kind: string, issue: string | null): string {
  const head = `${lease.runId}\t${lease.orgId}\t${cell(externalId)}\t${kind}\t\\N\t\\N`;
  return `${head}\t${cell(issue)}\t\\N\t0${EMPTY_COLUMNS}\n`;
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A value in COPY's text format (PostgreSQL manual, COPY, File Formats). */
function cell(value: string | null | undefined): string {
  if (value === null || value === undefined) return "\\N";
  return SPECIAL.test(value) ? value.replace(/[\\\t\n\r]/g, (mark) => ESCAPES[mark] ?? mark) : value;
}
