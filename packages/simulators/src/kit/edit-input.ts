import { z } from "zod";
import { isCalendarDay } from "../company/calendar.ts";
import { EDIT_OPS, type EditOp, type PersonEdit } from "../company/edit.ts";
import { SimulatorError } from "../error.ts";
import { parse } from "./parse.ts";
import type { VendorApi } from "./vendor.ts";

const Text = z.string().nullable();
const Day = z.string().refine(isCalendarDay, "must be a day that exists, YYYY-MM-DD").nullable();

const Change = z.strictObject({
  workEmail: Text,
  firstName: z.string(),
  lastName: Text,
  department: Text,
  jobTitle: Text,
  startDate: Day,
  endDate: Day,
  managerId: Text,
  preferredName: Text,
  personalEmail: Text,
  employeeNumber: Text,
  division: Text,
  location: Text,
  employmentStatus: Text,
  originalStartDate: Day,
});

const Edit = z.strictObject({
  op: z.enum(EDIT_OPS),
  id: z.string().optional(),
  set: Change.partial().optional(),
});

/** What an edit may write: columns of the truth, and some that only the vendor's own answers show. */
export type EditChange = {
  [Field in keyof z.infer<typeof Change>]?: z.infer<typeof Change>[Field] | undefined;
};

/** One act of HR on the record `id`, or without it on somebody whom the act suits. */
export interface EditInput {
  op: EditOp;
  id?: string | undefined;
  set?: EditChange | undefined;
}

/** Throws badRequest with every issue, naming the valid words; `vendor` is the vendor's name. */
export function parseEdit(input: unknown, api: VendorApi, vendor: string): PersonEdit {
  const { op, id, set = {} } = parse(Edit, input);
  const { managerId, ...change } = set;
  const numberOf = (text: string, path: string): number => {
    const number = api.recordNumber(text);
    if (number !== undefined) return number;
    throw new SimulatorError("badRequest", `${path}: no ${vendor} id`);
  };
  return {
    op,
    id: id === undefined ? undefined : numberOf(id, "id"),
    set: {
      ...withoutUndefined(change),
      ...(managerId === undefined
        ? {}
        : { managerId: managerId === null ? null : numberOf(managerId, "set.managerId") }),
    },
  };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T>;
function withoutUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
