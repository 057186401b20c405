import type { FaultName } from "../../kit/fault-catalog.ts";
import { type Row, spoilRows } from "../../kit/list-faults.ts";
import type { Answer, Call, VendorRequest } from "../../kit/vendor.ts";
import { type Domain, ISU, profileFor, type Profile, TENANT } from "../access.ts";
import { readDate } from "../dates.ts";
import { EVERYBODY, membersOf } from "../members.ts";
import { statusOf } from "../status.ts";
import type { Tenant } from "../tenant.ts";
import { type Roster, workerOf } from "../worker.ts";
import { KEYS, reportRow } from "./columns.ts";
import { refuse, reportJson } from "./dialect.ts";

/** The one report of this tenant: all employees, active and terminated. */
export const REPORT = "Employee_Roster";
const ROWS_A_PIECE = 200;

/** What the prompts of the report are set to. */
interface Prompts {
  /** YYYY-MM-DD. */
  day: string;
  terminatedToo: boolean;
}

/** GET of a report as a web service. `path`: owner and name of the report. */
export function reportCall(
  request: VendorRequest,
  path: string,
  tenant: Tenant,
  bearer: Profile | "unknown" | undefined,
): Call {
  return {
    operation: "list",
    page: 1,
    answer: (fault) => answerReport(request, path, tenant, bearer, fault),
    refuse,
  };
}

function answerReport(
  request: VendorRequest,
  path: string,
  tenant: Tenant,
  bearer: Profile | "unknown" | undefined,
  fault: FaultName | undefined,
): Answer {
  const profile = bearer ?? signIn(request.headers.authorization, tenant);
  if (profile === undefined || profile === "unknown") return refuse(401);
  if (request.method !== "GET" || path !== `${ISU}/${REPORT}`) return refuse(404);
  // The report is not shared with this user.
  if (!profile.mayGetWorkers) return refuse(403);
  const prompts = readPrompts(request.query, tenant.world.company.today());
  if (prompts === undefined || request.query.get("format") !== "json") return refuse(400);
  return reportJson(pieces(profile, prompts, tenant, fault));
}

/** HTTP Basic, with the tenant behind the user's name or without. */
function signIn(header: string | undefined, { passwords }: Tenant): Profile | undefined {
  const [, credentials] = /^basic\s+([a-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (credentials === undefined) return undefined;
  const [user = "", ...password] = Buffer.from(credentials, "base64").toString("utf8").split(":");
  return profileFor(user.replace(new RegExp(`@${TENANT}$`), ""), password.join(":"), passwords);
}

function readPrompts(query: URLSearchParams, today: string): Prompts | undefined {
  const asOf = query.get("Effective_as_of_Date");
  const day = asOf === null ? today : readDate(asOf);
  const terminated = query.get("Include_Terminated_Workers") ?? "1";
  return day === undefined || !/^[01]$/.test(terminated)
    ? undefined
    : { day, terminatedToo: terminated === "1" };
}

/** The body, some people at a time. A fault of the rows spoils one in the middle. */
function* pieces(
  profile: Profile,
  { day, terminatedToo }: Prompts,
  { world, rosterOn }: Tenant,
  fault: FaultName | undefined,
): Generator<string> {
  const records = world.company.snapshot();
  const roster = rosterOn(day, records.find);
  const criteria = { ...EVERYBODY, excludeContingent: true, excludeInactive: fault === "activeOnly" };
  const members = fault === "emptyList" ? [] : membersOf(criteria, profile, { world, records, roster });
  const lacks: ReadonlySet<Domain> = world.faults.statusRestricted()
    ? new Set<Domain>([...profile.lacks, "status"])
    : profile.lacks;
  const middle = Math.floor(members.length / 2);
  let separator = "";
  yield `{"Report_Entry":[`;
  for (let from = 0; from < members.length; from += ROWS_A_PIECE) {
    const part = members.slice(from, from + ROWS_A_PIECE);
    const struck = fault === "numericIds" || (middle >= from && middle < from + ROWS_A_PIECE);
    const rows = rowsOf(part, roster, terminatedToo, lacks);
    const told = spoilRows(rows, struck ? fault : undefined, KEYS);
    for (const row of told) {
      yield separator + JSON.stringify(fault === "renamedField" ? renamed(row) : row);
      separator = ",";
    }
  }
  yield "]}";
}

function rowsOf(
  members: readonly number[],
  roster: Roster,
  terminatedToo: boolean,
  lacks: ReadonlySet<Domain>,
): Row[] {
  return members.flatMap((record) => {
    const person = roster.find(record);
    if (person === undefined) return [];
    const { phase } = statusOf(roster.seed, person, roster.day);
    const gone = phase === "left" || phase === "rescinded";
    return gone && !terminatedToo ? [] : [reportRow(workerOf(person, roster), lacks)];
  });
}

function renamed({ Work_Email: mail, ...row }: Row): Row {
  return mail === undefined ? row : { ...row, primaryWorkEmail: mail };
}
