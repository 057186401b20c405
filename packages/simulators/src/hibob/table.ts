import type { Person } from "../company/person.ts";
import type { Row } from "../kit/list-faults.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { badRequest, json, refuse } from "./dialect.ts";
import { idOf, recordNumber } from "./ids.ts";
import type { Table } from "./tables.ts";
import type { View } from "./view.ts";

const DEFAULT_LIMIT = 50;
const MOST_ROWS = 200;

/** GET /bulk/people/{table}: the entries of many people, a page of them at a time. */
export function answerBulk({ query }: VendorRequest, table: Table, view: View): Answer {
  const limit = wholeNumber(query.get("limit") ?? String(DEFAULT_LIMIT));
  if (limit === undefined || limit < 1 || limit > MOST_ROWS) {
    return badRequest("bulk.limit", `limit must be between 1 and ${MOST_ROWS}`);
  }
  const start = wholeNumber(Buffer.from(query.get("cursor") ?? "MA", "base64url").toString());
  if (start === undefined) return badRequest("bulk.cursor", "The cursor is not valid");
  const named = query.get("employeeIds")?.split(",");
  const ids =
    named?.map((id) => recordNumber(id) ?? 0) ?? view.ids().filter((id) => view.find(id) !== undefined);
  const page = ids.slice(start, start + limit).map((id) => ({ id, person: view.find(id) }));
  const next = start + limit;
  const human = query.get("includeHumanReadable") === "true";
  const body = {
    results: page.flatMap(({ id, person }) =>
      person === undefined ? [] : [{ employeeId: idOf(id), values: entriesOf(person, table, view, human) }],
    ),
    errors: page.flatMap(({ id, person }) =>
      person === undefined ? [{ employeeId: idOf(id), error: "Employee not found" }] : [],
    ),
    response_metadata: {
      next_cursor: next < ids.length ? Buffer.from(String(next)).toString("base64url") : null,
      restricted_columns: restrictedIn(table, view),
    },
  };
  return flagged(json(body), table, view);
}

/** GET /people/{id}/{table}: the entries of one person. */
export function answerEntries({ query }: VendorRequest, who: string, table: Table, view: View): Answer {
  const person = view.find(recordNumber(who) ?? 0);
  if (person === undefined) return refuse(404, view.world.now());
  const human = query.get("includeHumanReadable") === "true";
  return flagged(json({ values: entriesOf(person, table, view, human) }), table, view);
}

function entriesOf(person: Person, table: Table, view: View, human: boolean): Row[] {
  const hidden = new Set(restrictedIn(table, view));
  return table.rows(person, view).map((row) => {
    const readable = Object.fromEntries(Object.entries(row).filter(([column]) => !hidden.has(column)));
    return human ? { ...readable, humanReadable: labelsOf(readable, table, view) } : readable;
  });
}

/** Labels of lists, and days as the service user's locale writes them. */
function labelsOf(row: Row, { lists }: Table, view: View): Row {
  const labels = Object.entries(row).flatMap(([column, value]) => {
    if (typeof value !== "string") return [];
    const list = lists[column];
    if (list !== undefined) return [[column, view.lists().get(list)?.get(value)?.value ?? value] as const];
    return /^\d{4}-\d{2}-\d{2}$/.test(value)
      ? [[column, value.split("-").toReversed().join("/")] as const]
      : [];
  });
  return Object.fromEntries(labels);
}

function restrictedIn({ restricted }: Table, view: View): string[] {
  return Object.entries(restricted).flatMap(([column, field]) => (view.mayRead(field) ? [] : [column]));
}

function flagged(answer: Answer, table: Table, view: View): Answer {
  if (restrictedIn(table, view).length === 0) return answer;
  return { ...answer, headers: { ...answer.headers, "x-has-restricted-columns": "true" } };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
