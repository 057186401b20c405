import { extrasOf } from "../company/extras.ts";
import type { Person } from "../company/person.ts";
import { idOf, siteIdOf } from "./ids.ts";
import { accountOf, lifecycleOf } from "./lifecycle.ts";
import { itemId, levelOf } from "./named-lists.ts";
import type { View } from "./view.ts";

/** A field of the people API, with its machine value. */
export interface BobField {
  /** Dotted: category and name. */
  id: string;
  /** Where the nested copy has it. */
  jsonPath: string;
  name: string;
  type: string;
  /** The named list that its ids are from. */
  listId?: string;
  historical?: true;
  read: (person: Person, view: View) => unknown;
}

const field = (
  id: string,
  name: string,
  type: string,
  read: BobField["read"],
  rest: Pick<BobField, "listId" | "historical"> = {},
): BobField => ({ id, jsonPath: id.replace(/^root\./, ""), name, type, read, ...rest });

const REASONS = ["Resignation", "Relocation", "End of contract"];

/** What this company has; the last ones are its own. */
export const BOB_FIELDS: readonly BobField[] = [
  field("root.id", "Employee ID", "text", ({ id }) => idOf(id)),
  field("root.email", "Email", "text", (person) => person.workEmail),
  field("root.displayName", "Display name", "text", (person) => displayName(person)),
  field("root.fullName", "Full name", "text", (person) => fullName(person)),
  field("root.firstName", "First name", "text", (person) => person.firstName),
  field("root.surname", "Last name", "text", (person) => person.lastName),
  field("root.secondName", "Middle name", "text", () => null),
  field("work.employeeIdInCompany", "Employee ID in company", "number", (person) => numberOf(person)),
  field("work.department", "Department", "list", (person) => listId(person.department), {
    listId: "department",
    historical: true,
  }),
  field("work.title", "Job title", "list", (person) => listId(person.jobTitle), {
    listId: "title",
    historical: true,
  }),
  field("work.site", "Site", "text", (person) => person.location, { historical: true }),
  field("work.siteId", "Site ID", "number", (person) => siteIdOf(person.location)),
  field("work.reportsTo", "Reports to", "employee-reference", managerOf, { historical: true }),
  field("work.manager", "Manager ID", "employee", (person) => managerId(person)),
  field("work.startDate", "Start date", "date", (person) => person.startDate),
  field("work.originalStartDate", "Original start date", "date", (person) => person.originalStartDate),
  field("employee.firstDayOfWork", "First day of work", "date", (person) => person.startDate),
  field("employee.lastDayOfWork", "Last day of work", "date", (person) => person.endDate),
  field("payroll.employment.contract", "Employment contract", "text", (person) => person.employmentStatus),
  field("employee.orgLevel", "Level", "list", (person) => listId(levelOf(person)), { listId: "orgLevels" }),
  field("internal.status", "Status", "list", (person, view) => accountOf(statusOf(person, view)), {
    listId: "status",
  }),
  field("internal.lifecycleStatus", "Lifecycle status", "list", (person, view) => statusOf(person, view), {
    listId: "lifecycleStatus",
    historical: true,
  }),
  field("internal.terminationDate", "Termination date", "date", (person) => person.endDate),
  field("internal.terminationReason", "Termination reason", "text", ({ left, id }) =>
    left ? REASONS[id % REASONS.length] : null,
  ),
  field("home.privateEmail", "Private email", "text", (person) => person.personalEmail),
  field(
    "work.custom.field_1698036945383",
    "Guild",
    "text",
    ({ id }, view) => extrasOf(view.world.company.seed, id).guild,
  ),
  field("work.custom.field_1698036945401", "Desk number", "number", ({ id }) => 100 + (id % 50)),
  field("home.custom.field_1698036945417", "First aider", "boolean", ({ id }) => id % 9 === 0),
];

export const FIELD_BY_ID: ReadonlyMap<string, BobField> = new Map(
  BOB_FIELDS.map((entry) => [entry.id, entry]),
);

function statusOf(person: Person, { world: { company }, today }: View) {
  return lifecycleOf(company.seed, person, today);
}

function displayName({ firstName, preferredName, lastName }: Person): string {
  const called = preferredName ?? firstName;
  return lastName === null ? called : `${called} ${lastName}`;
}

function fullName({ firstName, lastName }: Person): string {
  return lastName === null ? firstName : `${firstName} ${lastName}`;
}

/** A number field: what begins with a zero cannot be kept in it, and nothing was entered. */
function numberOf({ employeeNumber }: Person): number | null {
  return employeeNumber === null || employeeNumber.startsWith("0") ? null : Number(employeeNumber);
}

function listId(name: string | null): string | null {
  return name === null ? null : itemId(name);
}

function managerId(person: Person): string | null {
  return person.managerId === null ? null : idOf(person.managerId);
}

export function managerOf(person: Person, { world: { company } }: View): unknown {
  const manager = person.managerId === null ? undefined : company.find(person.managerId);
  if (manager === undefined) return null;
  const { id, workEmail: email, firstName, lastName: surname } = manager;
  return { id: idOf(id), email, firstName, surname, displayName: displayName(manager) };
}
