import { createHash } from "node:crypto";
import type { FaultName } from "../kit/fault-catalog.ts";
import { bendStretch, spoilRows, type Row, type RowKeys, type Stretch } from "../kit/list-faults.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { badRequest, json, noSuchRecord, outOfScope } from "./dialect.ts";
import { workerNumber } from "./ids.ts";
import { type ListQuery, readExpand, readListQuery } from "./query.ts";
import type { View } from "./view.ts";
import { EXPANSIONS, GIVEN_NAME, settle, workerRow } from "./worker.ts";

const KEYS: RowKeys = {
  id: "id",
  managerId: "manager_id",
  firstName: GIVEN_NAME,
  startDate: "start_date",
  status: "status",
};

/** Which page of its list a request is for, from 1; undefined when its query makes no sense. */
export function listPage(request: VendorRequest, view: View): number | undefined {
  const query = readListQuery(request.query, view.world.faults.mostRows());
  if ("refusal" in query) return undefined;
  const stretch = stretchOf(query, view.enumerate(query));
  return stretch === undefined ? undefined : Math.floor(stretch.start / query.limit) + 1;
}

/** GET /workers/: everybody, those who left too. */
export function answerList(request: VendorRequest, view: View, fault: FaultName | undefined): Answer {
  const query = readListQuery(request.query, view.world.faults.mostRows());
  if ("refusal" in query) return badRequest(query.refusal);
  const refused = scopeRefusal(query.expand, view);
  if (refused !== undefined) return refused;
  const numbers = view.enumerate(query);
  const straight = fault === "badPage" ? undefined : stretchOf(query, numbers);
  if (straight === undefined) return badRequest("Invalid cursor");
  const { start, end, next } = bendStretch(straight, fault, query.limit);
  const rows = numbers.slice(start, end).flatMap((number) => readRow(number, query.expand, view));
  const edge = next === null ? undefined : numbers[next];
  const link = edge === undefined ? null : nextLink(request, cursorAt(edge, query.subject), fault);
  return json({
    __meta: { redacted_fields: view.redacted },
    results: spoilRows(rows, fault, KEYS).map(settle),
    ...(link === null && fault === "absentLink" ? {} : { next_link: link }),
  });
}

/** GET /workers/{id}/. */
export function answerById(
  request: VendorRequest,
  id: string,
  view: View,
  fault: FaultName | undefined,
): Answer {
  const wanted = readExpand(request.query);
  if ("refusal" in wanted) return badRequest(wanted.refusal);
  const refused = scopeRefusal(wanted.expand, view);
  if (refused !== undefined) return refused;
  const [row] = readRow(workerNumber(id) ?? 0, wanted.expand, view);
  if (row === undefined) return noSuchRecord();
  const [spoilt = row] = spoilRows([row], fault, KEYS);
  return json({ ...settle(spoilt), __meta: { redacted_fields: view.redacted } });
}

/** What is expanded takes the scope of its own resource as well. */
function scopeRefusal(expand: ReadonlySet<string>, { profile }: View): Answer | undefined {
  const needed = ["worker", ...[...expand].flatMap((name) => EXPANSIONS.get(name) ?? [])];
  const missing = needed.find((resource) => profile.lacks.has(resource));
  return missing === undefined ? undefined : outOfScope(missing);
}

/** Undefined for a cursor of another query, or whose worker is gone. */
function stretchOf({ limit, cursor, subject }: ListQuery, numbers: readonly number[]): Stretch | undefined {
  const total = numbers.length;
  const start = cursor === null ? 0 : numbers.indexOf(edgeOf(cursor, subject));
  if (start < 0) return undefined;
  const end = Math.min(start + limit, total);
  return { start, end, next: end < total ? end : null, total };
}

function readRow(number: number, expand: ReadonlySet<string>, view: View): Row[] {
  const person = view.find(number);
  if (person === undefined) return [];
  const row = workerRow(person, view.today, expand);
  return [{ ...row, ...Object.fromEntries(view.redacted.map(({ name }) => [name, null])) }];
}

/** Absolute, as the documents show it; the host is the one that was asked. */
function nextLink(request: VendorRequest, cursor: string, fault: FaultName | undefined): string {
  const query = new URLSearchParams(request.query);
  query.set("cursor", cursor);
  const path = `/workers/?${query.toString()}`;
  if (fault === "relativeLink") return path;
  return fault === "foreignLink"
    ? `https://rest.rippling-apis.test${path}`
    : `http://${request.headers.host ?? "rest.ripplingapis.com"}${path}`;
}

function cursorAt(number: number, subject: string): string {
  return Buffer.from(`${digest(subject)} ${number}`).toString("base64url");
}

/** Whom a page begins with; 0, who is nobody, for what this query never gave out. */
function edgeOf(cursor: string, subject: string): number {
  const [of, number] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  return of === digest(subject) && /^\d{1,9}$/.test(number ?? "") ? Number(number) : 0;
}

function digest(subject: string): string {
  return createHash("sha1").update(subject).digest("base64url").slice(0, 8);
}
