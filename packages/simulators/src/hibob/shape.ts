import type { Row } from "../kit/list-faults.ts";
import { type BobField, FIELD_BY_ID } from "./fields.ts";
import type { NamedLists } from "./named-lists.ts";

/** How values are told: machine values, labels beside them, or labels in their place. */
export type HumanReadable = "" | "APPEND" | "REPLACE";

interface Shape {
  human: HumanReadable;
  lists: NamedLists;
  /** Nothing but the keys with slashes, as some of Bob's own samples have it. */
  slashKeysOnly: boolean;
}

/**
 * A row of machine values by field id, told two or three times: under slash keys without the nulls, nested with
 * them, and as labels without them.
 */
export function shapeRow(row: Row, { human, lists, slashKeysOnly }: Shape): Row {
  const told = Object.entries(row).flatMap(([id, value]) => {
    const field = FIELD_BY_ID.get(id);
    return field === undefined ? [] : [{ field, value, label: labelOf(field, value, lists) }];
  });
  const main = human === "REPLACE" ? told.map((each) => ({ ...each, value: each.label })) : told;
  const slashed = main.flatMap(({ field, value }) =>
    value === null || value === undefined ? [] : [[slashKey(field.id), { value }] as const],
  );
  if (slashKeysOnly) return Object.fromEntries(slashed);
  const nested: Row = {};
  for (const { field, value } of main) put(nested, field.jsonPath, value ?? null);
  const labels: Row = {};
  for (const { field, label } of told) if (label !== null) put(labels, field.jsonPath, label);
  return {
    ...Object.fromEntries(slashed),
    ...nested,
    ...(human === "APPEND" && { humanReadable: labels }),
  };
}

function slashKey(fieldId: string): string {
  return `/${fieldId.replaceAll(".", "/")}`;
}

/** What people see: labels of lists, dates in the locale of the service user. Null: nothing. */
function labelOf({ type, listId }: BobField, value: unknown, lists: NamedLists): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "object") return Reflect.get(value, "displayName");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (listId !== undefined) return lists.get(listId)?.get(text)?.value ?? text;
  return type === "date" ? text.split("-").toReversed().join("/") : text;
}

function put(into: Row, path: string, value: unknown): void {
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const inner = into[name];
  const object: Row = typeof inner === "object" && inner !== null ? { ...inner } : {};
  put(object, rest.join("."), value);
  into[name] = object;
}
