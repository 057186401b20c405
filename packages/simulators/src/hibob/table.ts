import type { Person } from "../company/person.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { badRequest, json } from "./dialect.ts";
import { idOf, recordNumber } from "./ids.ts";
import type { View } from "./view.ts";

const DEFAULT_LIMIT = 50;
const MOST_ROWS = 200;

/** GET /bulk/people/lifecycle: what became of many people, a page of them at a time. */
export function answerTable({ query }: VendorRequest, view: View): Answer {
  const limit = wholeNumber(query.get("limit") ?? String(DEFAULT_LIMIT));
  if (limit === undefined || limit < 1 || limit > MOST_ROWS) {
    return badRequest("bulk.limit", `limit must be between 1 and ${MOST_ROWS}`);
  }
  const start = wholeNumber(Buffer.from(query.get("cursor") ?? "MA", "base64url").toString());
  if (start === undefined) return badRequest("bulk.cursor", "The cursor is not valid");
  const named = query.get("employeeIds")?.split(",");
  const ids =
    named?.map((id) => recordNumber(id) ?? 0) ??
    view.world.company.ids().filter((id) => view.find(id) !== undefined);
  const page = ids.slice(start, start + limit).map((id) => ({ id, person: view.find(id) }));
  const next = start + limit;
  const readable = view.mayRead("internal.lifecycleStatus");
  const answer = json({
    results: page.flatMap(({ id, person }) =>
      person === undefined ? [] : [{ employeeId: idOf(id), values: rowsOf(person, readable) }],
    ),
    errors: page.flatMap(({ id, person }) =>
      person === undefined ? [{ employeeId: idOf(id), error: "Employee not found" }] : [],
    ),
    response_metadata: {
      next_cursor: next < ids.length ? Buffer.from(String(next)).toString("base64url") : null,
      restricted_columns: readable ? [] : ["status"],
    },
  });
  if (readable) return answer;
  return { ...answer, headers: { ...answer.headers, "x-has-restricted-columns": "true" } };
}

/** Ids of rows are unique only within one person. */
function rowsOf({ startDate, endDate, left }: Person, readable: boolean): object[] {
  const days = [
    { effectiveDate: startDate, status: "employed" },
    { effectiveDate: left ? endDate : null, status: "terminated" },
  ].filter(({ effectiveDate }) => effectiveDate !== null);
  return days.map(({ effectiveDate, status }, index) => ({
    id: index + 1,
    effectiveDate,
    ...(readable && { status }),
    reason: null,
    reasonType: null,
  }));
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
