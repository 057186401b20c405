import type { Person } from "../company/person.ts";
import { createMemo } from "../kit/memo.ts";
import type { Call, TruthRow, Vendor, VendorApi, VendorRequest } from "../kit/vendor.ts";
import { HOST, ISU, TENANT } from "./access.ts";
import { REPORT, reportCall } from "./report/call.ts";
import { employeesShape, workersShape } from "./shape.ts";
import { soapCall } from "./soap/call.ts";
import { gatewayPage, notAuthenticated, refuse } from "./soap/faults.ts";
import { numberOf } from "./person-facts.ts";
import { recordByNumber } from "./lookup.ts";
import { openTenant, type Tenant } from "./tenant.ts";
import { type Roster, truthOf, workerOf } from "./worker.ts";
import { createWorkforce, EMPLOYEES_ONLY } from "./workforce.ts";

const COMMON = {
  id: "workday",
  name: "Workday",
  // No number is published; integrators were told of 5 to 10 in a second.
  realLimit: { requests: 10, seconds: 1 },
  // Nothing tells of a limit, and a refusal does not say how long.
  rateHeaders: () => ({}),
} as const;

/** Names of the report's columns, where they are this tenant's own choice. */
const COLUMNS = {
  firstName: "First_Name",
  lastName: "Last_Name",
  department: "Department",
  jobTitle: "Business_Title",
  seniority: "Management_Level",
  location: "Location",
};

/** Read by its report: the truth are the employees, by their numbers, and nothing says how many there are. */
const reported: Vendor = {
  ...COMMON,
  uncounted: true,
  shape: employeesShape,
  open(world) {
    const tenant = openTenant(world, EMPLOYEES_ONLY);
    const settings = { host: HOST, tenant: TENANT, report: { owner: ISU, name: REPORT, columns: COLUMNS } };
    const { truth, ...api } = openApi(tenant, settings);
    return {
      ...api,
      truth: (person) => byNumber(truth(person), person, tenant),
      recordNumber: (id) => recordByNumber(id, "Employee_ID", tenant),
    };
  },
};

/**
 * Workday's Get_Workers in SOAP and a report as a web service, for an integration system user. Source: the public
 * schemas and what clients recorded.
 */
export const workday: Vendor = {
  ...COMMON,
  shape: workersShape,
  variants: new Map([["report", reported]]),
  open(world) {
    const { seed, founders } = world.company;
    const settings = { host: HOST, tenant: TENANT, version: "v44.0", department: "supervisory" };
    return openApi(openTenant(world, createWorkforce(seed, founders)), settings);
  },
};

function openApi(tenant: Tenant, settings: object): VendorApi {
  const { passwords, ids, rosterOn } = tenant;
  const { company } = tenant.world;
  const rosters = createMemo<Roster>(() => String(company.version()));
  const isu = { method: "isu", username: ISU, password: passwords.full };
  return {
    keys: passwords,
    access: { settings, auth: isu },
    truth(person) {
      const roster = rosters("today", () => rosterOn(company.today(), company.find));
      return truthOf(workerOf(person, roster), roster);
    },
    recordNumber: ids.record,
    receive: (request) => receive(request, tenant),
  };
}

function receive(request: VendorRequest, tenant: Tenant): Call {
  const [, reportsOf, report = ""] =
    /^\/ccx\/service\/customreport2\/([^/]+)\/([^/%]+\/[^/%]+)$/.exec(request.path) ?? [];
  if (reportsOf === TENANT) return reportCall(request, report, tenant, undefined);
  const [, of = "", name = "", version = ""] =
    /^\/ccx\/service\/([^/]+)\/([^/]+)\/(v\d+\.\d+)$/.exec(request.path) ?? [];
  if (of === TENANT) return soapCall(request, { name, version }, tenant, undefined);
  return {
    operation: "other",
    answer: () => (of === "" ? gatewayPage(404, "Not Found") : notAuthenticated()),
    refuse,
  };
}

/** The truth as the report tells it. */
function byNumber(row: TruthRow, person: Person, { world, ids }: Tenant): TruthRow {
  const leader = row.managerId === null ? undefined : world.company.find(ids.record(row.managerId) ?? 0);
  return { ...row, id: numberOf(person), managerId: leader === undefined ? null : numberOf(leader) };
}
