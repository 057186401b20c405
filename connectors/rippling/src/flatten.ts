import { EXPANSIONS } from "./fields.ts";

/** Stands for a value in the place of an object: no schema takes it. */
const UNREADABLE = { unreadable: true };
const EXPANDED: ReadonlySet<string> = new Set(EXPANSIONS.map(({ name }) => name));

/** The value of one of `FIELDS` in a worker: undefined where it did not come back, null where it is empty. */
export function valueAt(worker: object, field: string): unknown {
  const [top = "", ...rest] = field.split(".");
  if (rest.length > 0 && hasNotCome(worker, top)) return undefined;
  let inner: unknown = worker;
  for (const key of [top, ...rest]) {
    if (inner === null || inner === undefined) return inner;
    if (key === "work") return workAddress(inner);
    inner = isObject(inner) ? Reflect.get(inner, key) : UNREADABLE;
  }
  return inner;
}

/** True where the worker names the object by its id and the object itself is missing. */
export function isWithheld(worker: object, field: string): boolean {
  const [top = "", ...rest] = field.split(".");
  return rest.length > 0 && hasNotCome(worker, top) && isValue(Reflect.get(worker, `${top}_id`));
}

/** An object that was not expanded, or may not be, is null like one that there is none of: its id tells them apart. */
function hasNotCome(worker: object, top: string): boolean {
  return EXPANDED.has(top) && !isValue(Reflect.get(worker, top)) && Reflect.get(worker, `${top}_id`) !== null;
}

/** Never the first address of another type: it would match a wrong account. */
function workAddress(emails: unknown): unknown {
  if (!Array.isArray(emails)) return UNREADABLE;
  const addresses: unknown[] = emails;
  const work = addresses.find((each) => isObject(each) && Reflect.get(each, "type") === "WORK");
  return isObject(work) ? Reflect.get(work, "value") : null;
}

function isValue(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
