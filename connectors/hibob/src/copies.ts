/** The copies in which Bob tells a value (People API, Read employee data). */

/**
 * A value of a record as the machine sees it: under its slash key, which is there only where there is a value, else
 * nested, where empty is null. Undefined: in neither, so not permitted or unknown.
 */
export function machineValue(record: unknown, fieldId: string): unknown {
  const wrapped = member(record, `/${fieldId.replaceAll(".", "/")}`);
  return member(wrapped, "value") ?? nested(record, fieldId);
}

/** The label that people see, where the answer has one. Of dates it is in somebody's locale: never read those. */
export function labelOf(record: unknown, fieldId: string): string | undefined {
  const label = nested(member(record, "humanReadable"), fieldId);
  return typeof label === "string" && label.trim() !== "" ? label : undefined;
}

/** Fields of the root category stand at the top, the others in an object for each part of the name. */
function nested(record: unknown, fieldId: string): unknown {
  return fieldId
    .replace(/^root\./, "")
    .split(".")
    .reduce<unknown>((inner, name) => member(inner, name), record);
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
