import type { Person } from "../company/person.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import { bendStretch, spoilRows, type Row, type RowKeys } from "../kit/list-faults.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { badRequest, json, refuse } from "./dialect.ts";
import { optionId, userId, workerId } from "./ids.ts";
import { statusOf } from "./status.ts";
import { updatedAt } from "./times.ts";
import type { View } from "./view.ts";
import { customValues, employmentType } from "./worker.ts";

const MOST_ROWS = 100;
const KEYS: RowKeys = {
  id: "id",
  managerId: "manager",
  firstName: "firstName",
  startDate: "startDate",
  status: "roleState",
};

/** The older API, which counts pages by offset and is for apps that were installed: an API token gets 403. */
export interface PlatformPath {
  operation: string;
  answer: (request: VendorRequest, view: View, fault: FaultName | undefined) => Answer;
}

/** Its paths, without the last slash. */
export const PLATFORM_PATHS: Readonly<Record<string, PlatformPath>> = {
  "GET /employees": { operation: "list", answer: (...call) => answerEmployees(false, ...call) },
  "GET /employees/include_terminated": {
    operation: "list",
    answer: (...call) => answerEmployees(true, ...call),
  },
  "GET /me": { operation: "me", answer: (_request, view) => json(meOf(view)) },
  "GET /companies/current": { operation: "company", answer: () => json(currentCompany()) },
  "POST /mark_app_installed": { operation: "installed", answer: () => json({ ok: true }) },
};

/** Which page of its list a request is for, from 1; undefined when it makes no sense. */
export function platformPage({ query }: VendorRequest): number | undefined {
  const window = readWindow(query);
  return window === undefined ? undefined : Math.floor(window.offset / window.limit) + 1;
}

/** A bare array of those who are active, or of everybody. */
function answerEmployees(
  leaversToo: boolean,
  { query }: VendorRequest,
  view: View,
  fault: FaultName | undefined,
): Answer {
  if (!view.profile.installed || view.profile.lacks.has("worker")) return refuse(403);
  const window = readWindow(query);
  if (window === undefined) return badRequest(`limit must be between 1 and ${MOST_ROWS}`);
  const { limit, offset } = window;
  const numbers = leaversToo ? view.world.company.ids() : view.active();
  const total = numbers.length;
  const start = Math.min(offset, total);
  const end = Math.min(start + limit, total);
  const bent = bendStretch({ start, end, next: end < total ? end : null, total }, fault, limit);
  const rows = numbers.slice(bent.start, bent.end).flatMap((number) => {
    const person = view.find(number);
    return person === undefined ? [] : [employeeOf(person, view)];
  });
  return json(spoilRows(rows, fault, KEYS));
}

function readWindow(query: URLSearchParams): { limit: number; offset: number } | undefined {
  const [limit, offset] = [query.get("limit") ?? String(MOST_ROWS), query.get("offset") ?? "0"].map((text) =>
    /^\d{1,9}$/.test(text) ? Number(text) : undefined,
  );
  if (limit === undefined || offset === undefined || limit < 1 || limit > MOST_ROWS) return undefined;
  return { limit, offset };
}

function employeeOf(person: Person, { world: { company }, today, redacted }: View): Row {
  const { id, department, firstName, lastName, preferredName } = person;
  const hidden = new Set(redacted.map(({ name }) => name));
  const type = employmentType(person);
  return {
    id: workerId(id),
    userId: userId(id),
    name: lastName === null ? firstName : `${firstName} ${lastName}`,
    firstName,
    lastName,
    preferredFirstName: preferredName,
    preferredLastName: null,
    workEmail: person.workEmail,
    personalEmail: person.personalEmail,
    roleState: statusOf(person, today),
    startDate: person.startDate,
    endDate: hidden.has("end_date") ? null : person.endDate,
    employeeNumber: id,
    employmentType: type?.type === "CONTRACTOR" ? "CONTRACTOR" : (type?.name ?? null),
    title: person.jobTitle,
    department: hidden.has("department") ? null : department,
    departmentId: department === null ? null : optionId("department", department),
    manager: person.managerId === null ? null : workerId(person.managerId),
    customFields: Object.fromEntries(customValues(company.seed, id).map(({ name, value }) => [name, value])),
    // Its offset has no colon.
    updatedAt: updatedAt(person, company).replace(/\.\d+Z$/, "+0000"),
  };
}

function meOf({ world: { company } }: View): Row {
  const number = company.ids()[0] ?? 1;
  return {
    id: workerId(number),
    workEmail: company.find(number)?.workEmail ?? null,
    company: optionId("company", "Acme"),
  };
}

function currentCompany(): Row {
  return { id: optionId("company", "Acme"), name: "Acme", primaryEmail: "hr@acme.test" };
}
