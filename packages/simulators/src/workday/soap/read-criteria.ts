import { readDateTime } from "../dates.ts";
import type { Criteria } from "../members.ts";
import type { DayRange, MomentRange, TransactionWindow } from "../transactions.ts";
import type { Issue } from "./faults.ts";
import { checkSequence, ranks, readBoolean, valueOf } from "./sequence.ts";
import { childOf, type XmlNode } from "./tree.ts";
import { WD } from "./xml.ts";

const CRITERIA = ranks(
  "Transaction_Log_Criteria_Data",
  "Organization_Reference",
  "Country_Reference",
  "Include_Subordinate_Organizations",
  "Exclude_Inactive_Workers",
  "Exclude_Employees",
  "Exclude_Contingent_Workers",
);
const LOG = ranks("Transaction_Date_Range_Data");
const RANGE = ranks("Updated_From", "Updated_Through", "Effective_From", "Effective_Through");
const FLAGS = [
  "Include_Subordinate_Organizations",
  "Exclude_Inactive_Workers",
  "Exclude_Employees",
  "Exclude_Contingent_Workers",
] as const;

/** Request_Criteria; without it, everybody. `now` in milliseconds: no window may end later. */
export function readCriteria(node: XmlNode | undefined, path: string, now: number): Criteria | Issue {
  const children = node?.children ?? [];
  const misplaced = node === undefined ? undefined : checkSequence(node, CRITERIA, path);
  if (misplaced !== undefined) return misplaced;
  const flags = new Map<string, boolean>();
  for (const name of FLAGS) {
    const flag = childOf(node, WD, name);
    const value = flag === undefined ? false : readBoolean(valueOf(flag));
    if (value === undefined) return { issue: `'${name}' is no boolean.`, xpath: `${path}/wd:${name}` };
    flags.set(name, value);
  }
  const windows: TransactionWindow[] = [];
  for (const log of children.filter(({ name }) => name === "Transaction_Log_Criteria_Data")) {
    const window = readLog(log, `${path}/wd:${log.name}`, now);
    if ("issue" in window) return window;
    windows.push(window);
  }
  const referred = (name: string): string[] =>
    children.filter((child) => child.name === name).flatMap((child) => child.children.map(valueOf));
  return {
    windows,
    organizations: referred("Organization_Reference"),
    countries: referred("Country_Reference"),
    withSubordinates: flags.get("Include_Subordinate_Organizations") === true,
    excludeInactive: flags.get("Exclude_Inactive_Workers") === true,
    excludeEmployees: flags.get("Exclude_Employees") === true,
    excludeContingent: flags.get("Exclude_Contingent_Workers") === true,
  };
}

function readLog(log: XmlNode, path: string, now: number): TransactionWindow | Issue {
  const misplaced = checkSequence(log, LOG, path);
  if (misplaced !== undefined) return misplaced;
  const range = childOf(log, WD, "Transaction_Date_Range_Data");
  const inside = `${path}/wd:Transaction_Date_Range_Data`;
  if (range === undefined) return {};
  const wrong = checkSequence(range, RANGE, inside);
  if (wrong !== undefined) return wrong;
  const updated = readPair(range, "Updated", inside);
  if (updated !== undefined && "issue" in updated) return updated;
  if (updated !== undefined && updated.through > now) {
    return {
      issue: "Updated Through must be less than or equal to Current Moment!",
      xpath: `${inside}/wd:Updated_Through`,
    };
  }
  const effective = readPair(range, "Effective", inside);
  if (effective !== undefined && "issue" in effective) return effective;
  return {
    ...(updated === undefined ? {} : { updated }),
    ...(effective === undefined ? {} : { effective: days(effective) }),
  };
}

function readPair(
  range: XmlNode,
  kind: "Updated" | "Effective",
  path: string,
): MomentRange | Issue | undefined {
  const [from, through] = [`${kind}_From`, `${kind}_Through`].map((name) => childOf(range, WD, name));
  if (from === undefined && through === undefined) return undefined;
  if (from === undefined || through === undefined) {
    const both = `If one of ${kind} From or ${kind} Through contains a value, both are Required!`;
    return { issue: both, xpath: path };
  }
  const [begin, end] = [from, through].map((node) => readDateTime(valueOf(node)));
  if (begin === undefined || end === undefined) {
    return { issue: `'${kind}' holds no dateTime.`, xpath: path };
  }
  if (begin > end) {
    return { issue: `${kind} From must be less than or equal to ${kind} Through!`, xpath: path };
  }
  return { from: begin, through: end };
}

function days({ from, through }: MomentRange): DayRange {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return { from: day(from), through: day(through) };
}
