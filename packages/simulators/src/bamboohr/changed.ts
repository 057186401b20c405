import type { FaultName } from "../kit/fault-catalog.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { timestamp } from "./derived.ts";
import { headerError, json, refuseByHeader } from "./dialect.ts";
import type { View } from "./view.ts";

type Action = "Inserted" | "Updated" | "Deleted";

const TYPES: Readonly<Record<string, readonly Action[]>> = {
  all: ["Inserted", "Updated", "Deleted"],
  inserted: ["Inserted"],
  updated: ["Updated"],
  deleted: ["Deleted"],
};

/**
 * GET /employees/changed: whose record HR has touched since then, in one answer. A termination is an update; an
 * announced one that comes true is nothing; only an erased record is deleted.
 */
export function answerChanged({ query }: VendorRequest, view: View, fault: FaultName | undefined): Answer {
  if (!view.profile.mayReadEmployees) return refuseByHeader(403);
  const since = readInstant(query.get("since"));
  if (since === undefined) return headerError(400, "Invalid since: a time with an offset is needed");
  const actions = TYPES[query.get("type") ?? "all"];
  if (actions === undefined) return headerError(400, "Invalid type");
  const changes = changesSince(since, view).filter(({ action }) => actions.includes(action));
  const last = changes.at(-1);
  const latest = last === undefined ? null : timestamp(last.at);
  const entries = changes.map(
    ({ id, action, at }) => [String(id), { id: String(id), action, lastChanged: timestamp(at) }] as const,
  );
  return json({
    // Of nothing there is no latest; whether it is null or left out is not documented.
    ...(latest === null && fault === "barestForm" ? {} : { latest }),
    // What is empty is an array in the language behind this API.
    employees: entries.length === 0 ? [] : Object.fromEntries(entries),
  });
}

/** The oldest first. Times are told in seconds, and so they are compared. */
function changesSince(since: number, view: View): { id: number; action: Action; at: number }[] {
  const { company, faults } = view.world;
  const written = company.editedSince(since).flatMap((id) => {
    const at = company.editedAt(id);
    const action: Action = company.addedAt(id) === at ? "Inserted" : "Updated";
    return view.find(id) === undefined ? [] : [{ id, action, at }];
  });
  const erased = [...company.erasures()].flatMap(([id, at]) =>
    at < since || faults.isHidden(id) ? [] : [{ id, action: "Deleted" as const, at }],
  );
  return [...written, ...erased].toSorted((a, b) => a.at - b.at || a.id - b.id);
}

/** Milliseconds, by whole seconds; undefined without an offset: a raw plus has become a space on the way. */
function readInstant(text: string | null): number | undefined {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return undefined;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000) * 1000;
}
