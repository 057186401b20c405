import type { Person } from "../company/person.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import type { Row } from "../kit/list-faults.ts";
import { createMemo } from "../kit/memo.ts";
import type { Answer, VendorRequest, World } from "../kit/vendor.ts";
import type { Profile } from "./credentials.ts";
import { personStatus } from "./status.ts";

/** What one request can see. */
export interface View {
  world: World;
  /** The person, if there is one whom these credentials may see and no fault hides. */
  find: (number: number) => Person | undefined;
  /** Numbers of everybody, or of those in one status, ascending. */
  enumerate: (status: string | null) => readonly number[];
  /** The names of the company's departments. */
  departments: () => readonly string[];
  /** The row without what these credentials may not read. */
  readable: (row: Row) => Row;
}

/** One endpoint. */
export type Endpoint = (request: VendorRequest, view: View, fault: FaultName | undefined) => Answer;

/** Makes views over one company; what was enumerated is kept until the company changes. */
export function createViews(world: World): (name: string, profile: Profile) => View {
  const { company, faults } = world;
  const version = (): string => `${company.version()} ${faults.version()}`;
  const numbers = createMemo<readonly number[]>(version);
  const names = createMemo<readonly string[]>(version);
  return (name, { sees, withheld }) => {
    const find = (number: number): Person | undefined => {
      const person = faults.isHidden(number) ? undefined : company.find(number);
      return person !== undefined && sees(person) ? person : undefined;
    };
    return {
      world,
      find,
      enumerate: (status) =>
        numbers(`${name} ${status ?? "all"}`, () =>
          company.ids().filter((number) => {
            const person = find(number);
            return person !== undefined && (status === null || personStatus(person) === status);
          }),
        ),
      departments: () =>
        names("departments", () =>
          [...new Set(company.ids().flatMap((number) => company.find(number)?.department ?? []))].toSorted(),
        ),
      readable: (row) =>
        Object.fromEntries(
          Object.entries(row).filter(
            ([key]) => !withheld.has(key) && !(key === "status" && faults.statusRestricted()),
          ),
        ),
    };
  };
}
