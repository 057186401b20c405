import { createHash } from "node:crypto";
import { z } from "zod";
import type { FaultName } from "../kit/fault-catalog.ts";
import { bendStretch, spoilRows, type Row, type RowKeys, type Stretch } from "../kit/list-faults.ts";
import { jsonOf } from "../kit/json-of.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { badRequest, json, noSuchRecord, outOfScope } from "./dialect.ts";
import { workerNumber } from "./ids.ts";
import { type Keyed, keyed, placeOf } from "./order.ts";
import { type ListQuery, readExpand, readListQuery } from "./query.ts";
import type { View } from "./view.ts";
import { customValues, EXPANSIONS, GIVEN_NAME, settle, workerRow } from "./worker.ts";

const KEYS: RowKeys = {
  id: "id",
  managerId: "manager_id",
  firstName: GIVEN_NAME,
  startDate: "start_date",
  status: "status",
};

const Cursor = z.object({ of: z.string(), number: z.int(), keys: z.array(z.number()) });

/** Which page of its list a request is for, from 1; undefined when its query makes no sense. */
export function listPage(request: VendorRequest, view: View): number | undefined {
  const query = readListQuery(request.query, view.world.faults.mostRows());
  if ("refusal" in query) return undefined;
  const stretch = stretchOf(query, view.enumerate(query), view);
  return stretch === undefined ? undefined : Math.floor(stretch.start / query.limit) + 1;
}

/** GET /workers/: everybody, those who left too. */
export function answerList(request: VendorRequest, view: View, fault: FaultName | undefined): Answer {
  const query = readListQuery(request.query, view.world.faults.mostRows());
  if ("refusal" in query) return badRequest(query.refusal);
  const refused = scopeRefusal(query.expand, view);
  if (refused !== undefined) return refused;
  const numbers = view.enumerate(query);
  const straight = fault === "badPage" ? undefined : stretchOf(query, numbers, view);
  if (straight === undefined) return badRequest("Invalid cursor");
  const { start, end, next } = bendStretch(straight, fault, query.limit);
  const rows = numbers.slice(start, end).flatMap((number) => readRow(number, query.expand, view, fault));
  const edge = next === null ? undefined : keyedAt(numbers[next], query.order, view);
  const link = edge === undefined ? null : nextLink(request, cursorAt(edge, query.subject), fault);
  const told = spoilRows(rows, fault, KEYS).map(settle);
  const meta = { __meta: { redacted_fields: view.redacted } };
  return json({
    ...(fault === "metaOnItems"
      ? { results: told.map((row) => ({ ...row, ...meta })) }
      : { ...meta, results: told }),
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
  const [row] = readRow(workerNumber(id) ?? 0, wanted.expand, view, fault);
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
function stretchOf(query: ListQuery, numbers: readonly number[], view: View): Stretch | undefined {
  const total = numbers.length;
  const start = query.cursor === null ? 0 : placeOfCursor(query, query.cursor, numbers, view);
  if (start === undefined) return undefined;
  const end = Math.min(start + query.limit, total);
  return { start, end, next: end < total ? end : null, total };
}

/** A page goes on where its cursor was, also when whoever stood there has moved within the order since. */
function placeOfCursor(
  { order, subject }: ListQuery,
  cursor: string,
  numbers: readonly number[],
  view: View,
): number | undefined {
  const edge = readCursor(cursor, subject);
  if (edge === undefined || view.find(edge.number) === undefined) return undefined;
  return placeOf(edge, order, {
    count: numbers.length,
    rowAt: (position) => keyedAt(numbers[position], order, view) ?? edge,
  });
}

function keyedAt(number: number | undefined, order: ListQuery["order"], view: View): Keyed | undefined {
  const person = view.find(number ?? 0);
  return person === undefined ? undefined : keyed(order, person, view.world.company);
}

function readRow(
  number: number,
  expand: ReadonlySet<string>,
  view: View,
  fault: FaultName | undefined,
): Row[] {
  const person = view.find(number);
  if (person === undefined) return [];
  const { company } = view.world;
  const row = workerRow(person, company, expand);
  const hidden = Object.fromEntries(view.redacted.map(({ name }) => [name, null]));
  // How the values of custom fields are told is not documented; drafts are known to have them so.
  const drafted = fault === "barestForm" && row["custom_fields"] !== null;
  return [{ ...row, ...(drafted && { custom_fields: draftedValues(company.seed, person.id) }), ...hidden }];
}

function draftedValues(seed: number, id: number): { field_name: string; field_value: string }[] {
  return customValues(seed, id).map(({ name, value }) => ({ field_name: name, field_value: value }));
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

function cursorAt(edge: Keyed, subject: string): string {
  return Buffer.from(JSON.stringify({ of: digest(subject), ...edge })).toString("base64url");
}

/** Whom a page begins with; undefined for what this query never gave out. */
function readCursor(cursor: string, subject: string): Keyed | undefined {
  const { data } = Cursor.safeParse(jsonOf(Buffer.from(cursor, "base64url").toString("utf8")));
  return data?.of === digest(subject) ? data : undefined;
}

function digest(subject: string): string {
  return createHash("sha1").update(subject).digest("base64url").slice(0, 8);
}
