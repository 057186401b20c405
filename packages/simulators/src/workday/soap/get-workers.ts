import type { Person } from "../../company/person.ts";
import type { FaultName } from "../../kit/fault-catalog.ts";
import type { NumberedPage } from "../../kit/page-numbers.ts";
import type { Answer } from "../../kit/vendor.ts";
import type { Domain, Profile } from "../access.ts";
import { recordByNumber } from "../lookup.ts";
import { membersOf, visible } from "../members.ts";
import type { Tenant } from "../tenant.ts";
import { workerOf } from "../worker.ts";
import { type Issue, processingError, success, validationError } from "./faults.ts";
import type { WorkerReference, WorkersRequest } from "./read-request.ts";
import type { XmlNode } from "./tree.ts";
import { type Writing, workerElements } from "./worker-xml.ts";
import { element, escapeXml, textElement, WD } from "./xml.ts";

/** What one call came with, besides the request itself. */
export interface Caller {
  profile: Profile;
  /** As in the path: v44.0. */
  version: string;
  wantsDescriptors: boolean;
}

/** Get_Workers: those named, or a page of those whom the criteria mean. */
export function answerWorkers(
  request: WorkersRequest,
  caller: Caller,
  tenant: Tenant,
  fault: FaultName | undefined,
): Answer {
  // A result that was kept for the following pages, and is gone.
  if (fault === "badPage") return processingError();
  const { company } = tenant.world;
  const day = request.filter.effective ?? company.today();
  const { people, page } =
    request.references === undefined
      ? turnPage(request, caller, tenant, { day, fault })
      : lookUp(request.references, request, caller, tenant);
  if ("issue" in page) return validationError(page);
  const roster = tenant.rosterOn(day, people.find);
  const workers = people.records.flatMap((record) => {
    const person = people.find(record);
    return person === undefined ? [] : [workerOf(person, roster)];
  });
  const elements = workerElements(workers, writing(request, caller, tenant, fault));
  return respond(request, caller, page, fault === "listMissing" ? undefined : elements);
}

/** A page, or why there is none, and whose it is. */
interface Found {
  page: NumberedPage | Issue;
  people: { records: readonly number[]; find: (record: number) => Person | undefined };
}

function turnPage(
  { criteria, filter }: WorkersRequest,
  { profile }: Caller,
  tenant: Tenant,
  { day, fault }: { day: string; fault: FaultName | undefined },
): Found {
  const { world, enumerations, rosterOn } = tenant;
  const opened = enumerations.turnTo(profile.name, filter.entry, filter.page);
  // Somebody was hired meanwhile: a snapshot that held would not show it.
  const shifted = fault === "shiftOffsets";
  const records = shifted ? world.company : opened.records;
  const wanted = fault === "activeOnly" ? { ...criteria, excludeInactive: true } : criteria;
  const question = JSON.stringify([wanted, day, shifted, world.company.version() * Number(shifted)]);
  const members = opened
    .members(question, () =>
      membersOf(wanted, profile, { world, records, roster: rosterOn(day, records.find) }),
    )
    .slice(opened.lost);
  const limit = Math.min(filter.count, world.faults.mostRows());
  const asked = { size: members.length, limit };
  const page = opened.numbers.turnTo(filter.page, asked, fault);
  return { page, people: { records: members.slice(page.start, page.end), find: records.find } };
}

function lookUp(
  references: readonly WorkerReference[],
  { skipsUnknown, filter }: WorkersRequest,
  { profile }: Caller,
  tenant: Tenant,
): Found {
  const { company, faults } = tenant.world;
  const { find } = company;
  const records: number[] = [];
  for (const { type, id, xpath } of references) {
    const record = type === "WID" ? tenant.ids.record(id) : recordByNumber(id, type, tenant);
    if (record !== undefined && visible(record, company, profile, faults) !== undefined) records.push(record);
    else if (!skipsUnknown) {
      const issue = `Invalid ID value.  '${id}' is not a valid ID value for type = '${type}'`;
      return { page: { issue, xpath }, people: { records: [], find } };
    }
  }
  const { page, count } = filter;
  const start = Math.min((page - 1) * count, records.length);
  const end = Math.min(start + count, records.length);
  const pages = Math.ceil(records.length / count);
  return {
    page: { start, end, page, total: records.length, pages },
    people: { records: records.slice(start, end), find },
  };
}

function writing(
  { sections }: WorkersRequest,
  { profile, wantsDescriptors }: Caller,
  { ids, world: { faults } }: Tenant,
  fault: FaultName | undefined,
): Writing {
  const lacks: ReadonlySet<Domain> = faults.statusRestricted()
    ? new Set([...profile.lacks, "status"])
    : profile.lacks;
  return { ids, sections, descriptors: wantsDescriptors, lacks, fault };
}

function respond(
  { echo }: WorkersRequest,
  { version }: Caller,
  { start, end, page, total, pages }: NumberedPage,
  workers: readonly string[] | undefined,
): Answer {
  const results = element("Response_Results", [
    textElement("Total_Results", total === undefined ? undefined : String(total)),
    textElement("Total_Pages", String(pages)),
    textElement("Page_Results", String(end - start)),
    textElement("Page", String(page)),
  ]);
  const data = total === 0 || workers === undefined ? "" : element("Response_Data", workers);
  const body = [...echo.map(echoed), results, data].join("");
  return success(
    `<wd:Get_Workers_Response xmlns:wd="${WD}" wd:version="${version}">${body}</wd:Get_Workers_Response>`,
  );
}

/** A part of the request as it was, under the answer's own prefix. */
function echoed(node: XmlNode): string {
  const attributes = [...node.attributes].flatMap(([name, value]) =>
    name.startsWith(`{${WD}}`) ? [[name.slice(WD.length + 2), value] as const] : [],
  );
  const inner = node.children.length > 0 ? node.children.map(echoed) : escapeXml(node.text.trim());
  return element(node.name, inner, Object.fromEntries(attributes));
}
