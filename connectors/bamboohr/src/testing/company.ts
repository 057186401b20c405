import { type Asked, contextAnswering, type Reply } from "@muster/connector-testkit";
import type { ConnectorContext } from "@muster/connector-sdk";
import { translateError } from "../errors.ts";
import { CHANGES_PATH, DATASET_PATH, LIST_PATH } from "../api.ts";

/** A record of the list with every field that is asked for; the newest have the highest ids. */
export function person(employeeId: string, changes: object = {}): object {
  const text = "x";
  return {
    employeeId,
    employeeNumber: employeeId,
    firstName: text,
    lastName: text,
    preferredName: text,
    displayName: text,
    workEmail: `${employeeId}@acme.test`,
    departmentName: text,
    divisionName: text,
    locationName: text,
    jobTitleName: text,
    reportsToId: "1",
    status: "Active",
    employmentStatusName: text,
    hireDate: "2024-03-04",
    originalHireDate: null,
    terminationDate: null,
    _restrictedFields: [],
    ...changes,
  };
}

/** Ids from 1 on. */
export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1));
}

interface Company {
  /** Ids in the order of the list. */
  list: readonly string[];
  /** Rows in the order of the dataset, as `fields` of its answer. */
  dataset?: readonly ({ eeid: string } & Record<string, unknown>)[];
  /** Answer of the feed of changes. */
  changes?: object;
  /** Is asked first; undefined leaves the answer to the company. */
  before?: (asked: Asked) => Reply | undefined;
}

/** A context of a company with these people, and what was asked in it. Pages are counted in people and in rows. */
export function companyOf(
  { list, dataset = [], changes, before }: Company,
  context: Partial<ConnectorContext<unknown>> = {},
): { context: ConnectorContext<unknown>; asked: Asked[] } {
  const asked: Asked[] = [];
  const answer = (question: Asked): Reply => {
    asked.push(question);
    const given = before?.(question);
    if (given) return given;
    if (question.path === LIST_PATH) return { body: listBody(list, question.query) };
    if (question.path === DATASET_PATH) return { body: datasetBody(dataset, question.body) };
    return { body: question.path === CHANGES_PATH ? changes : null };
  };
  return { context: contextAnswering(answer, context), asked };
}

/** Everything that a reader yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Refuses what was asked as the host would report it. */
export function refuse({ path }: Asked, status: number, body: object): never {
  const error = translateError({ status, headers: {}, body, path });
  throw error ?? new Error(`nothing is said about ${status}`);
}

function listBody(list: readonly string[], query: Asked["query"]): object {
  const wanted = query["filter[ids]"];
  const people = typeof wanted === "string" ? wanted.split(",").filter((id) => list.includes(id)) : list;
  const start = Number(query["page[after]"] ?? 0);
  const end = start + Number(query["page[limit]"]);
  return {
    data: people.slice(start, end).map((id) => person(id)),
    meta: { total: people.length, page: { nextCursor: end < people.length ? String(end) : null } },
  };
}

function datasetBody(
  dataset: NonNullable<Company["dataset"]>,
  { filter, page, pageSize }: Asked["body"],
): object {
  const wanted = typeof filter === "string" ? filter.split(" or ") : undefined;
  const rows = dataset.filter(({ eeid }) => !wanted || wanted.includes(`eeid eq '${eeid}'`));
  const size = Number(pageSize);
  const start = (Number(page) - 1) * size;
  return {
    data: rows.slice(start, start + size).map((fields) => ({ fields })),
    links: rows.length <= size ? [] : { next: "https://acme.bamboohr.com/" },
    meta: { page, pageSize, totalPages: Math.ceil(rows.length / size), totalItems: rows.length },
  };
}
