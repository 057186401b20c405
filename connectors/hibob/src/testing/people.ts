import { FIELD_IDS } from "../fields.ts";

/** Machine values by field id. */
export type Values = Readonly<Record<string, unknown>>;

export const LENA: Values = {
  "root.id": "3421987654321098765",
  "root.email": "lena.brandt@acme.test",
  "root.firstName": "Lena",
  "root.surname": "Brandt",
  "root.displayName": "Lena Brandt",
  "work.employeeIdInCompany": 1187,
  "work.department": "209192163",
  "work.title": null,
  "employee.orgLevel": null,
  "work.site": "Lisbon",
  "work.reportsTo": { id: "3421987654321091111", email: "omar@acme.test", displayName: "Omar Hale" },
  "work.startDate": "2024-03-04",
  "work.originalStartDate": null,
  "internal.status": "Active",
  "internal.lifecycleStatus": "employed",
  "internal.terminationDate": null,
};

/** Under slash keys, without the nulls. */
export function slashed(values: Values): Record<string, unknown> {
  const filled = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(filled.map(([id, value]) => [`/${id.replaceAll(".", "/")}`, { value }]));
}

/** Nested, with the nulls; `labels` beside it. */
export function nested(values: Values, labels: Values = {}): Record<string, unknown> {
  return { ...tree(values), humanReadable: tree(labels) };
}

/** As many people as are wanted; ids ascend. */
export function staff(count: number, changes: Values = {}): Values[] {
  return Array.from({ length: count }, (_, index) => ({
    ...LENA,
    ...changes,
    "root.id": String(10_000 + index),
  }));
}

/** Everything that is asked for, and no more. */
export function only(values: Values, fields: unknown): Values {
  const wanted = Array.isArray(fields) ? fields : FIELD_IDS;
  return Object.fromEntries(Object.entries(values).filter(([id]) => wanted.includes(id)));
}

interface Tree {
  [name: string]: unknown;
}

function tree(values: Values): Tree {
  const told: Tree = {};
  for (const [id, value] of Object.entries(values)) put(told, id.replace(/^root\./, "").split("."), value);
  return told;
}

function put(into: Tree, [name = "", ...rest]: readonly string[], value: unknown): void {
  const there = into[name];
  const inner: Tree = typeof there === "object" && there !== null ? { ...there } : {};
  if (rest.length > 0) put(inner, rest, value);
  into[name] = rest.length > 0 ? inner : value;
}
