import type { BobField } from "./fields.ts";

/** The copies in which Bob tells a value (People API, Read employee data). */

/** Which value, and where the nested copies have it. */
type Place = Pick<BobField, "id" | "path">;

/**
 * A value of a record as the machine sees it: under its slash key, which is there only where there is a value, else
 * nested, where empty is null. Undefined: in neither, so not permitted or unknown.
 */
export function machineValue(record: unknown, place: Place): unknown {
  const wrapped = member(record, `/${place.id.replaceAll(".", "/")}`);
  return member(wrapped, "value") ?? nested(record, place);
}

/** The label that people see, where the answer has one. Of dates it is in somebody's locale: never read those. */
export function labelOf(record: unknown, place: Place): string | undefined {
  const label = nested(member(record, "humanReadable"), place);
  const text = Array.isArray(label) ? label.filter((each) => typeof each === "string").join(", ") : label;
  return typeof text === "string" && text.trim() !== "" ? text : undefined;
}

/** Fields of the root category stand at the top, the others in an object for each part of the name. */
function nested(record: unknown, { id, path = id }: Place): unknown {
  return path
    .replace(/^root\./, "")
    .split(".")
    .reduce<unknown>((inner, name) => member(inner, name), record);
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
