import { extrasOf } from "../company/extras.ts";
import type { Person } from "../company/person.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import { bendStretch, type Row, type RowKeys, spoilRows, type Stretch } from "../kit/list-faults.ts";
import type { VendorRequest } from "../kit/vendor.ts";
import { json, refuse } from "./dialect.ts";
import { employmentId, personId, personNumber } from "./ids.ts";
import { cursorOf, limitOf, linksOf } from "./page.ts";
import { personStatus } from "./status.ts";
import type { Endpoint, View } from "./view.ts";

// A person has neither a manager nor a first day: they stand on the employment.
const KEYS: RowKeys = {
  id: "id",
  managerId: "supervisor",
  firstName: "first_name",
  startDate: "created_at",
  status: "status",
};
const STATUSES = [null, "ACTIVE", "INACTIVE"];

/** Which page a request is for, from 1; undefined where it makes no sense. */
export function personsPage(request: VendorRequest, view: View): number | undefined {
  const asked = askedFor(request, view);
  return asked && Math.floor(asked.stretch.start / asked.limit) + 1;
}

/** GET /v2/persons: everybody, those who left too, unless a status is asked for. There is no total. */
export const listPersons: Endpoint = (request, view, fault) => {
  const asked = fault === "badPage" ? undefined : askedFor(request, view);
  if (asked === undefined) return refuse(400);
  const { numbers, limit } = asked;
  const { start, end, next } = bendStretch(asked.stretch, fault, limit);
  const rows = numbers.slice(start, end).flatMap((number) => {
    const person = view.find(number);
    return person === undefined ? [] : [personRow(person, view)];
  });
  const links = linksOf(request, next === null ? null : (numbers[next] ?? null), originOf(fault));
  // Whether the last page has a null link or none is not documented.
  if (links["next"] === null && fault === "absentLink") delete links["next"];
  return json({ _data: spoilRows(rows, fault, KEYS), _meta: { links } });
};

/** GET /v2/persons/{id}. */
export function onePerson(id: string): Endpoint {
  return (_request, view, fault) => {
    const person = view.find(personNumber(id) ?? 0);
    if (person === undefined) return refuse(404);
    const [row] = spoilRows([personRow(person, view)], fault, KEYS);
    return json(row);
  };
}

function askedFor(
  request: VendorRequest,
  view: View,
): { numbers: readonly number[]; limit: number; stretch: Stretch } | undefined {
  const status = request.query.get("status");
  const limit = limitOf(request, view.world.faults.mostRows());
  const from = cursorOf(request);
  if (limit === undefined || from === undefined || !STATUSES.includes(status)) return undefined;
  const numbers = view.enumerate(status);
  const start = from === 0 ? 0 : numbers.indexOf(from);
  if (start < 0) return undefined;
  const end = Math.min(start + limit, numbers.length);
  const total = numbers.length;
  return { numbers, limit, stretch: { start, end, next: end < total ? end : null, total } };
}

/** Links were seen with a host and without one. */
function originOf(fault: FaultName | undefined): string | undefined {
  if (fault === "relativeLink") return "";
  return fault === "foreignLink" ? "https://api.personio.test" : undefined;
}

function personRow(person: Person, view: View): Row {
  const { company } = view.world;
  return view.readable({
    id: personId(person.id),
    email: person.workEmail,
    first_name: person.firstName,
    last_name: person.lastName,
    preferred_name: person.preferredName,
    status: personStatus(person),
    custom_attributes: attributesOf(company.seed, person.id),
    employments: [{ id: employmentId(person.id) }],
    created_at: `${person.startDate ?? "2020-01-01"}T08:00:00Z`,
    updated_at: new Date(company.editedAt(person.id)).toISOString(),
  });
}

/** What the company made up itself, by the ids that Personio counts up; an empty one is null. */
function attributesOf(seed: number, id: number): Row[] {
  const { shirtSize, guild, costCode } = extrasOf(seed, id);
  return [
    { id: "dynamic_12", global_id: "shirt_size", value: shirtSize },
    { id: "dynamic_13", global_id: "guild", value: guild },
    { id: "dynamic_14", global_id: null, value: costCode },
    { id: "dynamic_15", global_id: "desk", value: 100 + id },
  ];
}
