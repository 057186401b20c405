import { readDate, readDateTime } from "../dates.ts";
import type { Criteria } from "../members.ts";
import type { NumberType } from "../worker.ts";
import type { Issue } from "./faults.ts";
import { readCriteria } from "./read-criteria.ts";
import { readSections, type Sections } from "./sections.ts";
import { checkSequence, ranks, readBoolean, valueOf } from "./sequence.ts";
import { childOf, type XmlNode } from "./tree.ts";
import { WD } from "./xml.ts";

/** One worker, by one of the IDs that the reference gives. */
export interface WorkerReference {
  type: "WID" | NumberType;
  id: string;
  xpath: string;
}

export interface ResponseFilter {
  /** YYYY-MM-DD; undefined: today. */
  effective: string | undefined;
  /** As it was sent; undefined: the moment of this request, so that pages do not belong together. */
  entry: string | undefined;
  page: number;
  count: number;
}

/** A Get_Workers_Request that can be answered. */
export interface WorkersRequest {
  /** Undefined: those whom the criteria mean. */
  references: readonly WorkerReference[] | undefined;
  /** IDs that nobody has are passed over. */
  skipsUnknown: boolean;
  criteria: Criteria;
  filter: ResponseFilter;
  sections: Sections;
  /** What is sent back before the results. */
  echo: readonly XmlNode[];
}

const PATH = "/wd:Get_Workers_Request";
const PARTS = ranks("Request_References", "Request_Criteria", "Response_Filter", "Response_Group");
const FILTER = ranks("As_Of_Effective_Date", "As_Of_Entry_DateTime", "Page", "Count");
const REFERENCES = ranks("Worker_Reference");
const REFERENCE = ranks("ID");
const TYPES: readonly WorkerReference["type"][] = ["WID", "Employee_ID", "Contingent_Worker_ID"];
const DEFAULT_COUNT = 100;
const MOST = 999;

/** `now` in milliseconds: the current moment of the tenant. */
export function readRequest(request: XmlNode, now: number): WorkersRequest | Issue {
  const misplaced = checkSequence(request, PARTS, PATH);
  if (misplaced !== undefined) return misplaced;
  const [named, wanted, filtered, grouped] = [
    "Request_References",
    "Request_Criteria",
    "Response_Filter",
    "Response_Group",
  ].map((name) => childOf(request, WD, name));
  if (named !== undefined && wanted !== undefined) {
    return { issue: "Request References and Request Criteria cannot be combined.", xpath: PATH };
  }
  const references = named === undefined ? undefined : readReferences(named);
  if (references !== undefined && "issue" in references) return references;
  const criteria = readCriteria(wanted, `${PATH}/wd:Request_Criteria`, now);
  if ("issue" in criteria) return criteria;
  const filter = readFilter(filtered);
  if ("issue" in filter) return filter;
  const sections = readSections(grouped, `${PATH}/wd:Response_Group`);
  if ("issue" in sections) return sections;
  return {
    references,
    skipsUnknown: named !== undefined && skipsUnknown(named),
    criteria,
    filter,
    sections,
    echo: request.children,
  };
}

function readReferences(node: XmlNode): readonly WorkerReference[] | Issue {
  const path = `${PATH}/wd:Request_References`;
  const misplaced = checkSequence(node, REFERENCES, path);
  if (misplaced !== undefined) return misplaced;
  const references: WorkerReference[] = [];
  for (const [index, worker] of node.children.entries()) {
    const xpath = `${path}/wd:Worker_Reference[${index + 1}]`;
    const wrong = checkSequence(worker, REFERENCE, xpath);
    if (wrong !== undefined) return wrong;
    const [id] = worker.children;
    const type = TYPES.find((each) => each === id?.attributes.get(`{${WD}}type`));
    if (id === undefined || type === undefined) {
      return { issue: "A reference needs an ID of type WID, Employee_ID or Contingent_Worker_ID.", xpath };
    }
    references.push({ type, id: valueOf(id), xpath: `${xpath}/wd:ID[1]` });
  }
  return references.length > 0 ? references : { issue: "Worker Reference is required.", xpath: path };
}

function skipsUnknown({ attributes }: XmlNode): boolean {
  return ["Skip_Non_Existing_Instances", "Ignore_Invalid_References"].some(
    (name) => readBoolean(attributes.get(`{${WD}}${name}`) ?? "") === true,
  );
}

function readFilter(node: XmlNode | undefined): ResponseFilter | Issue {
  const path = `${PATH}/wd:Response_Filter`;
  const misplaced = node === undefined ? undefined : checkSequence(node, FILTER, path);
  if (misplaced !== undefined) return misplaced;
  const [effective, entry, page, count] = [
    "As_Of_Effective_Date",
    "As_Of_Entry_DateTime",
    "Page",
    "Count",
  ].map((name) => childOf(node, WD, name));
  const wrong = (name: string, issue: string): Issue => ({ issue, xpath: `${path}/wd:${name}` });
  const day = effective === undefined ? undefined : readDate(valueOf(effective));
  if (effective !== undefined && day === undefined) {
    return wrong("As_Of_Effective_Date", "As Of Effective Date is no date.");
  }
  if (entry !== undefined && readDateTime(valueOf(entry)) === undefined) {
    return wrong("As_Of_Entry_DateTime", "As Of Entry DateTime is no dateTime.");
  }
  const pageNumber = page === undefined ? 1 : readNumber(valueOf(page));
  if (pageNumber === 0) return wrong("Page", "Page number cannot be zero.");
  if (pageNumber === undefined) return wrong("Page", "Page is no positive number.");
  const perPage = count === undefined ? DEFAULT_COUNT : readNumber(valueOf(count));
  if (perPage === undefined || perPage < 1 || perPage > MOST) {
    return wrong("Count", `Count must be between 1 and ${MOST}.`);
  }
  const frozen = entry === undefined ? undefined : valueOf(entry);
  return { effective: day, entry: frozen, page: pageNumber, count: perPage };
}

function readNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
