import { addDays } from "../company/calendar.ts";
import type { Person } from "../company/person.ts";
import { type Row, type RowKeys, spoilRows } from "../kit/list-faults.ts";
import { json, refuse } from "./dialect.ts";
import { employmentId, personId, personNumber, unitId } from "./ids.ts";
import { cursorOf, limitOf, linksOf } from "./page.ts";
import { employmentStatus } from "./status.ts";
import type { Endpoint, View } from "./view.ts";

const KEYS: RowKeys = {
  id: "id",
  managerId: "supervisor",
  firstName: "first_name",
  startDate: "employment_start_date",
  status: "status",
};

/** GET /v2/persons/{id}/employments, the most recent one first. */
export function listEmployments(id: string): Endpoint {
  return (request, view, fault) => {
    const person = view.find(personNumber(id) ?? 0);
    if (person === undefined) return refuse(404);
    const [limit, start] = [limitOf(request), cursorOf(request)];
    if (limit === undefined || start === undefined) return refuse(400);
    const all = [currentOf(person, view), ...earlierOf(person)].map(view.readable);
    const end = start + limit;
    return json({
      _data: spoilRows(all.slice(start, end), fault, KEYS),
      _meta: { links: linksOf(request, end < all.length ? end : null) },
    });
  };
}

function currentOf(person: Person, { world }: View): Row {
  const { company } = world;
  const { department, division, jobTitle, managerId } = person;
  return {
    id: employmentId(person.id),
    person: { id: personId(person.id) },
    status: employmentStatus(company.seed, person, company.today()),
    type: person.employmentStatus === "Contractor" ? "EXTERNAL" : "INTERNAL",
    position: jobTitle === null ? null : { title: jobTitle },
    supervisor: managerId === null ? null : { id: personId(managerId) },
    // Ids alone, teams among them: what a unit is called is asked for elsewhere.
    org_units: [
      ...(division === null ? [] : [{ type: "team", id: unitId(division) }]),
      ...(department === null ? [] : [{ type: "department", id: unitId(department) }]),
    ],
    employment_start_date: person.startDate,
    employment_end_date: person.endDate,
    contract_end_date: null,
  };
}

/** What whoever came back did before. */
function earlierOf(person: Person): Row[] {
  const { originalStartDate, startDate } = person;
  if (originalStartDate === null || startDate === null || originalStartDate >= startDate) return [];
  return [
    {
      id: employmentId(person.id, true),
      person: { id: personId(person.id) },
      status: "INACTIVE",
      type: "INTERNAL",
      position: { title: "Trainee" },
      supervisor: null,
      org_units: [],
      employment_start_date: originalStartDate,
      employment_end_date: addDays(startDate, -1),
      contract_end_date: null,
    },
  ];
}
