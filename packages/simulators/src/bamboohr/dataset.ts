import type { Person } from "../company/person.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import { bendStretch, spoilRows, type Row, type RowKeys, type Stretch } from "../kit/list-faults.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { DATASET_FIELDS } from "./dataset-fields.ts";
import { compareValues } from "./dataset-filter.ts";
import { type DatasetQuery, readDatasetQuery, refuseFields } from "./dataset-query.ts";
import { COMPANY_DOMAIN, json } from "./dialect.ts";
import { problem, refuseByProblem } from "./problem.ts";
import type { View } from "./view.ts";

const KEYS: RowKeys = {
  id: "eeid",
  managerId: "supervisorEid",
  firstName: "firstName",
  startDate: "hireDate",
  status: "status",
};
const DATA_URL = `https://${COMPANY_DOMAIN}.bamboohr.com/api/v2/datasets/employee/data`;
const DEFAULT_FIELD_PAGE = 100;

/** Which page a request is for; undefined when it makes no sense. */
export function datasetPage({ body }: VendorRequest): number | undefined {
  const query = readDatasetQuery(body);
  return "refusal" in query ? undefined : query.page;
}

/** POST /api/v2/datasets/{name}/data. */
export function answerDataset(
  { body }: VendorRequest,
  dataset: string,
  view: View,
  fault: FaultName | undefined,
): Answer {
  const missing = refuseDataset(dataset, view);
  if (missing !== undefined) return missing;
  const query = readDatasetQuery(body);
  if ("refusal" in query) return query.refusal;
  const refusal = refuseFields(query, view, fault);
  if (refusal !== undefined) return refusal;
  const ids = enumerate(query, view);
  const { start, end, next, total } = bendStretch(stretchOf(query, ids.length), fault, query.pageSize);
  const rows = ids.slice(start, end).flatMap((id) => view.find(id) ?? []);
  const read = rows.map((person) => readRow(person, query, view));
  const { page, pageSize } = query;
  const told = total === undefined ? {} : { totalPages: pagesOf(total, pageSize), totalItems: total };
  return json({
    data: spoilRows(read, fault, KEYS).map((fields) => rowOf(fields, query, view)),
    // What is empty is an array in the language behind this API.
    links: next === null ? [] : { next: `${DATA_URL}?page=${page + 1}&pageSize=${pageSize}` },
    meta: { page, pageSize, ...told },
  });
}

/** GET /api/v1_2/datasets/{name}/fields, by pages. */
export function answerDatasetFields({ query }: VendorRequest, dataset: string, view: View): Answer {
  const missing = refuseDataset(dataset, view);
  if (missing !== undefined) return missing;
  const [page, size] = [query.get("page") ?? "1", query.get("page_size") ?? String(DEFAULT_FIELD_PAGE)].map(
    (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined),
  );
  if (page === undefined || size === undefined) {
    return problem(400, { code: "BAD_REQUEST", detail: "page and page_size must be numbers from 1" });
  }
  const fields = [...DATASET_FIELDS.values()];
  const pages = pagesOf(fields.length, size);
  return json({
    pagination: {
      total_records: fields.length,
      current_page: page,
      total_pages: pages,
      next_page: page < pages ? page + 1 : null,
      prev_page: page > 1 ? page - 1 : null,
    },
    name: "employee",
    label: "Employee",
    fields: fields.slice((page - 1) * size, page * size).map(({ name, label, parent }) => ({
      name,
      label,
      parentType: "section",
      parentName: parent,
      entityName: "employee",
    })),
  });
}

function refuseDataset(name: string, view: View): Answer | undefined {
  // A dataset that may not be seen is not there.
  if (!view.profile.mayReadEmployees) return refuseByProblem(404);
  if (name === "employee") return undefined;
  return problem(422, { code: "DATASET_NOT_FOUND", detail: `There is no dataset ${name}` });
}

/** Without an order there is none: each page after the first begins one row early, and the last row is never told. */
function stretchOf({ page, pageSize, order }: DatasetQuery, total: number): Stretch {
  const slip = order.length === 0 && page > 1 ? 1 : 0;
  const start = Math.min((page - 1) * pageSize, total) - slip;
  const end = Math.min(page * pageSize, total) - slip;
  return { start: Math.max(0, start), end, next: page < pagesOf(total, pageSize) ? end : null, total };
}

function pagesOf(total: number, pageSize: number): number {
  return Math.max(1, Math.ceil(total / pageSize));
}

function enumerate({ filter, order, subject }: DatasetQuery, view: View): readonly number[] {
  const byId = order.every(({ field, descending }) => field.name === "eeid" && !descending);
  if (filter === undefined && byId) return view.ids();
  return view.enumerations(`dataset ${view.profile.name} ${subject}`, () => {
    const since = filter?.editedSince;
    const candidates = since === undefined ? view.ids() : view.world.company.editedSince(since);
    const found = candidates.flatMap((id) => {
      const person = view.find(id);
      if (person === undefined || filter?.passes(person, view) === false) return [];
      return [{ id, keys: byId ? [] : order.map(({ field }) => field.read(person, view)) }];
    });
    return found.toSorted((a, b) => compareRows(order, a, b)).map(({ id }) => id);
  });
}

interface Sortable {
  id: number;
  keys: readonly (string | null)[];
}

/** Nulls first. */
function compareRows(order: DatasetQuery["order"], a: Sortable, b: Sortable): number {
  for (const [index, { field, descending }] of order.entries()) {
    const [left = null, right = null] = [a.keys[index], b.keys[index]];
    if (left === right) continue;
    const rising = left === null ? -1 : right === null ? 1 : compareValues(field, left, right);
    if (rising !== 0) return descending ? -rising : rising;
  }
  return a.id - b.id;
}

function readRow(person: Person, { fields }: DatasetQuery, view: View): Row {
  return Object.fromEntries(
    fields.map(({ name, field }) => [
      name,
      field !== undefined && view.mayRead(field.topic) ? field.read(person, view) : null,
    ]),
  );
}

function rowOf(row: Row, { fields }: DatasetQuery, view: View): Row {
  const restricted = fields.filter(({ field }) => field === undefined || !view.mayRead(field.topic));
  return restricted.length === 0
    ? { fields: row }
    : { fields: row, _restrictedFields: restricted.map(({ name }) => name) };
}
