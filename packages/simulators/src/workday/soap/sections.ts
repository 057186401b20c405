import type { Issue } from "./faults.ts";
import { type Rank, checkSequence, readBoolean, valueOf } from "./sequence.ts";
import type { XmlNode } from "./tree.ts";

/** What a request wants of each worker: the flags of its Response_Group that are true. */
export type Sections = ReadonlySet<string>;

/** What an answer holds where nothing is said. */
const DEFAULTS: Sections = new Set([
  "Include_Reference",
  "Include_Personal_Information",
  "Include_Employment_Information",
  "Include_Compensation",
  "Include_Organizations",
  "Include_Roles",
]);

// The places that the documents show; there are some 60 flags in all.
const PLACES = new Map([
  ["Include_Reference", 0],
  ["Include_Personal_Information", 1],
  ["Include_Employment_Information", 2],
  ["Include_Organizations", 3],
  ["Exclude_Organization_Support_Role_Data", 4],
  ["Include_Management_Chain_Data", 6],
]);
const OTHER_EXCLUDES = 5;

/** The kinds of organizations that a flag leaves out. */
export const EXCLUDED_TYPES: ReadonlyMap<string, string> = new Map([
  ["Exclude_Companies", "COMPANY"],
  ["Exclude_Company_Hierarchies", "COMPANY_HIERARCHY"],
  ["Exclude_Cost_Centers", "COST_CENTER"],
  ["Exclude_Cost_Center_Hierarchies", "COST_CENTER_HIERARCHY"],
  ["Exclude_Location_Hierarchies", "LOCATION_HIERARCHY"],
  ["Exclude_Matrix_Organizations", "MATRIX"],
  ["Exclude_Pay_Groups", "PAY_GROUP"],
  ["Exclude_Regions", "REGION"],
  ["Exclude_Supervisory_Organizations", "SUPERVISORY"],
]);

export function readSections(node: XmlNode | undefined, path: string): Sections | Issue {
  if (node === undefined) return DEFAULTS;
  const misplaced = checkSequence(node, rank, path);
  if (misplaced !== undefined) return misplaced;
  const wanted = new Set<string>();
  for (const child of node.children) {
    const value = readBoolean(valueOf(child));
    if (value === undefined) {
      return { issue: `'${child.name}' is no boolean.`, xpath: `${path}/wd:${child.name}` };
    }
    if (value) wanted.add(child.name);
  }
  return wanted;
}

const rank: Rank = (name) => {
  const place = PLACES.get(name);
  if (place !== undefined) return place;
  if (name.startsWith("Exclude_") && name !== "Exclude_Retiree_Organizations") return OTHER_EXCLUDES;
  return /^(Include|Exclude|Show)_\w+$/.test(name) ? "any" : undefined;
};
