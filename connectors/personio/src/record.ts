import { idValue, type ReadRow, readRow, rejectedBy, textValue, valuesIn } from "@muster/connector-sdk";
import { z } from "zod";
import type { Known } from "./context.ts";
import { FIELDS } from "./fields.ts";

/** Before the id of an attribute of the company's own. */
export const OWN = "custom_attributes.";

const tags = z.array(z.string()).transform((words) => words.join(", ") || null);
const ownValue = z.union([textValue, z.number(), z.boolean(), tags]).catch(undefined);
/** As the list has them; the other keys are `FIELDS`. A key that did not come was not ticked for these credentials. */
export const Person = z.looseObject({
  id: idValue,
  status: textValue,
  custom_attributes: z.array(z.object({ id: idValue, global_id: textValue, value: ownValue })).nullish(),
});
type Person = z.output<typeof Person>;
const Employment = z.looseObject({
  person: z.object({ id: idValue }),
  status: textValue,
  org_units: z.array(z.object({ type: z.string(), id: idValue })).nullish(),
});
// The most recent one comes first. Personio reference, list employments of a given person.
const Employments = z.object({ _data: z.tuple([Employment], z.unknown()) });

const WORDS = { ACTIVE: "active", LEAVE: "onLeave", ONBOARDING: "preStart", INACTIVE: "terminated" } as const;
const STATES = new Map<unknown, (typeof WORDS)[keyof typeof WORDS]>(Object.entries(WORDS));

/** Whose employment cannot be read is turned away by id: neither a person without data nor one who left. */
export function readPerson(person: Person, employments: unknown, { departments, wanted }: Known): ReadRow {
  const { data, error } = Employments.safeParse(employments);
  const job = data?._data[0];
  if (job?.person.id !== person.id) return { rejected: rejectedBy(error, person.id) };
  const status = job.status ?? person.status;
  const unit = job.org_units?.find(({ type }) => type === "department");
  const department = job.org_units && (unit ? departments?.get(unit.id) : null);
  const values = valuesIn(FIELDS, { ...person, ...job, status, department });
  if (!values.success) return { rejected: rejectedBy(values.error, person.id) };
  const { employment_start_date: startDate, employment_end_date: endDate } = values.data;
  // A person's status is that of the latest employment: where one is over and the other is not, nobody has left.
  const agree = !person.status || (person.status === "INACTIVE") === (status === "INACTIVE");
  const vendorStatus = (agree && STATES.get(status)) || "unknown";
  const own = person.custom_attributes?.filter((one) => wanted.includes(OWN + one.id)) ?? [];
  const fields = { ...values.data, ...Object.fromEntries(own.map(({ id, value }) => [OWN + id, value])) };
  return readRow({ externalId: person.id, vendorStatus, startDate, endDate }, fields);
}
