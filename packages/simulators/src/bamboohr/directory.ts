import type { Person } from "../company/person.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { element, escapeXml, headerError, json, wantsJson, xml } from "./dialect.ts";
import { displayName, managerName, photoUrl } from "./list-fields.ts";
import type { Topic } from "./keys.ts";
import { statusOf } from "./status.ts";
import type { View } from "./view.ts";

interface DirectoryField {
  id: string;
  type: string;
  name: string;
  topic: Topic;
  read: (person: Person, view: View) => string | null;
}

const FIELDS: readonly DirectoryField[] = [
  { id: "displayName", type: "text", name: "Display name", topic: "general", read: displayName },
  { id: "firstName", type: "text", name: "First name", topic: "general", read: (person) => person.firstName },
  { id: "lastName", type: "text", name: "Last name", topic: "general", read: (person) => person.lastName },
  {
    id: "preferredName",
    type: "text",
    name: "Preferred name",
    topic: "general",
    read: (person) => person.preferredName,
  },
  { id: "jobTitle", type: "list", name: "Job title", topic: "general", read: (person) => person.jobTitle },
  {
    id: "workEmail",
    type: "email",
    name: "Work Email",
    topic: "general",
    read: (person) => person.workEmail,
  },
  {
    id: "department",
    type: "list",
    name: "Department",
    topic: "department",
    read: (person) => person.department,
  },
  { id: "location", type: "list", name: "Location", topic: "general", read: (person) => person.location },
  { id: "division", type: "list", name: "Division", topic: "general", read: (person) => person.division },
  { id: "supervisor", type: "text", name: "Manager", topic: "general", read: managerName },
  { id: "photoUrl", type: "text", name: "Photo URL", topic: "general", read: photoUrl },
];

/** GET /employees/directory: who works here today; `onlyCurrent=false` adds those who begin later. */
export function answerDirectory(request: VendorRequest, view: View): Answer {
  if (!view.profile.mayReadEmployees) return headerError(403, "Directory disabled for this account");
  const withFuture = request.query.get("onlyCurrent") === "false";
  const people = view.ids().flatMap((id) => {
    const person = view.find(id);
    return person !== undefined && isListed(person, view.today, withFuture) ? [person] : [];
  });
  if (people.length === 0) return headerError(404, "Directory is empty");
  const fields = FIELDS.filter(({ topic }) => view.mayRead(topic));
  const rows = people.map((person) => ({
    id: String(person.id),
    ...Object.fromEntries(fields.map(({ id, read }) => [id, read(person, view)])),
  }));
  return wantsJson(request.headers)
    ? json({ fields: fields.map(({ id, type, name }) => ({ id, type, name })), employees: rows })
    : xml(toXml(fields, rows));
}

function isListed(person: Person, today: string, withFuture: boolean): boolean {
  if (person.startDate !== null && person.startDate > today) return withFuture && !person.left;
  return statusOf(person, today) === "Active";
}

function toXml(fields: readonly DirectoryField[], rows: readonly Record<string, string | null>[]): string {
  const fieldset = fields.map(({ id, type, name }) => element("field", { id, type }, escapeXml(name)));
  const employees = rows.map(({ id, ...values }) => {
    const cells = Object.entries(values).map(([name, value]) =>
      element("field", { id: name }, escapeXml(value ?? "")),
    );
    return element("employee", { id: id ?? "" }, cells.join(""));
  });
  return element(
    "directory",
    {},
    element("fieldset", {}, fieldset.join("")) + element("employees", {}, employees.join("")),
  );
}
