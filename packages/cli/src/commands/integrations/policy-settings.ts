import { DEFAULT_POLICY, type PartialPolicy, scopeSchema } from "@muster/roster";
import { usageError } from "../../errors/command-error.ts";

/** Settings of the scope that are lists of names; unset: whatever the field says. */
const LISTS = Object.keys(scopeSchema.shape).map((key) => `scope.${key}`);

/** Every setting by its dotted name, such as `terminations.percent`, with its default; null: none. */
export const SETTINGS: ReadonlyMap<string, unknown> = new Map([
  ...flat(DEFAULT_POLICY),
  ...LISTS.map((name): [string, unknown] => [name, null]),
]);

/** The settings of a policy by their dotted names. */
export function flat(value: object, prefix = ""): [name: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? flat(inner, `${prefix}${key}.`)
      : [[`${prefix}${key}`, inner]],
  );
}

/** A policy with settings changed as on a command line, `name=value`, and others back at their default. */
export function changed(
  own: PartialPolicy,
  { set = [], unset = [] }: { set?: string[]; unset?: string[] },
): PartialPolicy {
  const settings = new Map(flat(own));
  for (const assignment of set) {
    const [name = "", ...rest] = assignment.split("=");
    settings.set(known(name), valueOf(name, rest.join("=")));
  }
  for (const name of unset) settings.delete(known(name));
  const result: Record<string, unknown> = {};
  for (const [name, value] of settings) {
    const [group = "", key] = name.split(".");
    if (key === undefined) result[group] = value;
    else result[group] = { ...Object(result[group]), [key]: value };
  }
  return result;
}

/** By what the setting is: a number, a word, yes or no as `true` or `false`, or a list with commas or as JSON. The policy itself is checked later. */
function valueOf(name: string, text: string): unknown {
  if (LISTS.includes(name)) return text.startsWith("[") ? listOf(name, text) : splitList(text);
  const standard = SETTINGS.get(name);
  if (typeof standard === "string") return text;
  if (typeof standard === "boolean") return text === "true" || (text === "false" ? false : text);
  return Number(text || Number.NaN);
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function listOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`The value of ${name} begins like a list as JSON and is none.`, {
      code: "badList",
      fix: `Give names with commas between them, or a list such as '["Research, Development"]'.`,
      cause: error,
    });
  }
}

function known(name: string): string {
  if (SETTINGS.has(name)) return name;
  throw usageError(`The policy has no setting "${name}".`, {
    code: "unknownSetting",
    fix: `Give one of ${[...SETTINGS.keys()].join(", ")}, as in --set terminations.percent=5.`,
  });
}
