import type { FaultName } from "../kit/fault-catalog.ts";
import { bendStretch, spoilRows, type Row, type RowKeys, type Stretch } from "../kit/list-faults.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { nextCursor, previousCursor, readNextCursor, readPreviousCursor } from "./cursor.ts";
import {
  COMPANY_DOMAIN,
  element,
  escapeXml,
  json,
  listError,
  refuseInList,
  textOf,
  wantsJson,
  xml,
} from "./dialect.ts";
import { enumerate } from "./enumerate.ts";
import { readListQuery, type ListQuery } from "./list-query.ts";
import type { View } from "./view.ts";

const KEYS: RowKeys = {
  id: "employeeId",
  managerId: "reportsToId",
  firstName: "firstName",
  startDate: "hireDate",
  status: "status",
};

/** Which page of its list a request is for, from 1; undefined when its query makes no sense. */
export function listPage(request: VendorRequest, view: View): number | undefined {
  const query = readListQuery(request.query, view.world.faults.mostRows());
  if ("refusal" in query) return undefined;
  const stretch = stretchOf(query, enumerate(query, view));
  return stretch === undefined ? undefined : Math.floor(stretch.start / query.limit) + 1;
}

/** GET /employees. */
export function answerList(request: VendorRequest, view: View, fault: FaultName | undefined): Answer {
  if (!view.profile.mayReadEmployees) return refuseInList(403);
  const query = readListQuery(request.query, view.world.faults.mostRows());
  if ("refusal" in query) return listError(400, "BadRequest", query.refusal);
  const ids = enumerate(query, view);
  const straight = fault === "badPage" ? undefined : stretchOf(query, ids);
  if (straight === undefined) {
    return listError(400, "BadPage", "The page cursor is no longer valid. Start again from the first page.");
  }
  const stretch = bendStretch(straight, fault, query.limit);
  const rows = ids.slice(stretch.start, stretch.end).flatMap((id) => readRow(id, query, view));
  const spoilt = spoilRows(rows, fault, KEYS);
  if (!wantsJson(request.headers)) return xml(element("employees", {}, spoilt.map(toXml).join("")));
  const next = cursorAt(ids, stretch.next, nextCursor);
  const previous = stretch.start === 0 ? null : cursorAt(ids, stretch.start, previousCursor);
  return json({
    data: spoilt,
    meta: { total: stretch.total, page: { limit: query.limit, nextCursor: next, prevCursor: previous } },
    _links: {
      self: { href: href(request.query) },
      ...(next === null ? {} : { next: { href: href(request.query, "page[after]", next) } }),
      ...(previous === null ? {} : { prev: { href: href(request.query, "page[before]", previous) } }),
    },
  });
}

/** Undefined when the person at the cursor's edge is not, or no longer, in the enumeration. */
function stretchOf({ limit, after, before }: ListQuery, ids: readonly number[]): Stretch | undefined {
  const total = ids.length;
  if (before !== null) {
    const edge = ids.indexOf(readPreviousCursor(before) ?? 0);
    return edge < 0 ? undefined : { start: Math.max(0, edge - limit), end: edge, next: edge, total };
  }
  const start = after === null ? 0 : ids.indexOf(readNextCursor(after) ?? 0);
  if (start < 0) return undefined;
  const end = Math.min(start + limit, total);
  return { start, end, next: end < total ? end : null, total };
}

function readRow(id: number, { fields }: ListQuery, view: View): Row[] {
  const person = view.find(id);
  if (person === undefined) return [];
  const values: Row = Object.fromEntries(
    fields.map(({ name, topic, read }) => [name, view.mayRead(topic) ? read(person, view) : null]),
  );
  const restricted = fields.filter(({ topic }) => !view.mayRead(topic)).map(({ name }) => name);
  return [{ ...values, _restrictedFields: restricted }];
}

function cursorAt(
  ids: readonly number[],
  position: number | null,
  write: (id: number) => string,
): string | null {
  const id = position === null ? undefined : ids[position];
  return id === undefined ? null : write(id);
}

/** Links name the vendor's own host, whatever address was asked. */
function href(query: URLSearchParams, cursorName?: string, cursor?: string): string {
  const copy = new URLSearchParams(query);
  if (cursorName !== undefined && cursor !== undefined) {
    copy.delete("page[after]");
    copy.delete("page[before]");
    copy.set(cursorName, cursor);
  }
  const text = copy.toString();
  return `https://${COMPANY_DOMAIN}.bamboohr.com/api/v1/employees${text === "" ? "" : `?${text}`}`;
}

function toXml(row: Row): string {
  const fields = Object.entries(row).flatMap(([name, value]) =>
    name === KEYS.id || name === "_restrictedFields"
      ? []
      : [element("field", { id: name }, escapeXml(textOf(value)))],
  );
  return element("employee", { id: textOf(row[KEYS.id]) }, fields.join(""));
}
