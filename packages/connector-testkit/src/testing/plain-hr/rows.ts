import { leaveOn, type Person, type Row, type TruthRow, type World } from "@muster/simulators";

/** What the company added to the form: name, label, type, and what stands there for somebody. */
export const OWN_FIELDS = [
  {
    name: "x_shirt",
    label: "Shirt size",
    type: "text",
    of: ({ id }: Person) => ["S", "M", "L", null][id % 4],
  },
  { name: "x_desk", label: "Desk", type: "number", of: ({ id }: Person) => (id % 5 === 0 ? null : 100 + id) },
] as const;

export type Withheld = ReadonlySet<string>;

/** A person as the API writes them down. What may not be read is null, and named. */
export function rowOf(
  person: Person,
  world: World,
  { withheld, own }: { withheld: Withheld; own: string },
): Row {
  const asked = own.split(",");
  const values: Row = {
    id: idOf(person.id),
    person: personIdOf(person.id),
    mail: person.workEmail,
    first: person.firstName,
    last: person.lastName,
    team: person.department,
    title: person.jobTitle,
    boss: person.managerId === null ? null : idOf(person.managerId),
    state: stateOf(person, world),
    from: person.startDate,
    until: person.endDate,
    ...Object.fromEntries(
      OWN_FIELDS.filter(({ name }) => asked.includes(name)).map(({ name, of }) => [name, of(person)]),
    ),
  };
  const hidden = [...withheld].filter((name) => name in values);
  return { ...values, ...Object.fromEntries(hidden.map((name) => [name, null])), withheld: hidden };
}

export function truthOf(person: Person, world: World): TruthRow {
  const { startDate, endDate, department, jobTitle, managerId } = person;
  return {
    id: idOf(person.id),
    personId: personIdOf(person.id),
    workEmail: person.workEmail,
    firstName: person.firstName,
    lastName: person.lastName,
    department,
    jobTitle,
    employment: employmentOf(person, world),
    startDate,
    endDate,
    managerId: managerId === null ? null : idOf(managerId),
  };
}

export function idOf(number: number): string {
  return String(number);
}

export function numberOf(id: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(id) ? Number(id) : undefined;
}

/** Every tenth record is the second one of somebody who had the one before. */
function personIdOf(number: number): string {
  return `person-${number % 10 === 0 ? number - 1 : number}`;
}

function stateOf(person: Person, { company }: World): "working" | "away" | "gone" {
  if (person.left) return "gone";
  return leaveOn(company.seed, person, company.today()) === null ? "working" : "away";
}

function employmentOf(person: Person, world: World): TruthRow["employment"] {
  const { startDate, endDate } = person;
  const today = world.company.today();
  if (startDate !== null && startDate > today) return "preStart";
  const state = stateOf(person, world);
  if (state !== "working") return state === "gone" ? "terminated" : "onLeave";
  const over = endDate !== null && endDate < today && !(startDate !== null && startDate > endDate);
  return over ? "unknown" : "active";
}
