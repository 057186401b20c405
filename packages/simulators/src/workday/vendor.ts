import { statusOf } from "./status.ts";
import type { Person } from "../company/person.ts";
import { createMemo } from "../kit/memo.ts";
import type { Call, TruthRow, Vendor, VendorApi, VendorRequest } from "../kit/vendor.ts";
import { HOST, ISU, profileOf, TENANT } from "./access.ts";
import { REPORT, reportCall } from "./report/call.ts";
import { employeesShape, workersShape } from "./shape.ts";
import { soapCall } from "./soap/call.ts";
import { refuse } from "./soap/faults.ts";
import { createWorkdayOAuth, TOKEN_PATH, type WorkdayOAuth } from "./oauth.ts";
import { numberOf } from "./person-facts.ts";
import { recordByNumber } from "./lookup.ts";
import { openTenant, type Tenant } from "./tenant.ts";
import { type Roster, truthOf } from "./worker.ts";
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
  const oauth = createWorkdayOAuth(tenant.world);
  const rosters = createMemo<Roster>(() => String(company.version()));
  const isu = { method: "isu", username: ISU, password: passwords.full };
  return {
    keys: passwords,
    access: { settings, auth: isu },
    get authMethods() {
      return oauth.methods(isu);
    },
    truth(person) {
      const roster = rosters("today", () => rosterOn(company.today(), company.find));
      return truthOf(person, roster);
    },
    recordNumber: ids.record,
    receive: (request) => receive(request, tenant, oauth),
  };
}

function receive(request: VendorRequest, tenant: Tenant, oauth: WorkdayOAuth): Call {
  const { path, method, headers } = request;
  if (path === TOKEN_PATH) return method === "POST" ? oauth.token(request) : nothing(404);
  if (path === `/${TENANT}/authorize`) return oauth.authorize(request);
  // Whatever stands before the tenants does not know this one.
  if (/^\/ccx\/oauth2\/[^/]+\/token$/.test(path)) return nothing(503);
  const [, reports, of, rest = ""] = /^\/ccx\/service\/(customreport2\/)?([^/]+)\/(.+)$/.exec(path) ?? [];
  if (of !== TENANT) return nothing(of === undefined ? 404 : 503);
  const holder = oauth.holder(headers.authorization);
  const bearer = /^bearer /i.test(headers.authorization ?? "")
    ? (profileOf(holder?.subject ?? "") ?? "unknown")
    : undefined;
  const token = holder?.token;
  if (reports !== undefined) return { ...reportCall(request, rest, tenant, bearer), token };
  const [, name, version] = /^([^/]+)\/(v\d+\.\d+)$/.exec(rest) ?? [];
  if (name === undefined || version === undefined) return nothing(404);
  return { ...soapCall(request, { name, version }, tenant, bearer), token };
}

/** No service of a tenant: a web page says so. */
function nothing(status: number): Call {
  return { operation: "other", answer: () => refuse(status), refuse };
}

/** The truth as the report tells it: it has no column for a hire that came to nothing. */
function byNumber(row: TruthRow, person: Person, { world, ids }: Tenant): TruthRow {
  const { company } = world;
  const leader = row.managerId === null ? undefined : company.find(ids.record(row.managerId) ?? 0);
  const { phase } = statusOf(company.seed, person, company.today());
  return {
    ...row,
    id: numberOf(person),
    managerId: leader === undefined ? null : numberOf(leader),
    employment: phase === "rescinded" ? "unknown" : row.employment,
  };
}
