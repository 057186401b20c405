import { hash } from "../company/hash.ts";
import { leads } from "../company/structure.ts";
import { TRAIT } from "../company/traits.ts";

/** One in this many records is a contingent worker's, besides those of people who have two. */
const CONTINGENT_ONE_IN = 6;
const BLOCK = 40;
const EMPLOYEE_SLOT = 25;
/** Two people who are strangers: an employee and a contingent worker with one number. */
export const STRANGERS = { employee: 28, contingent: 29 } as const;

/** Which records are of contingent workers, and which of one person. It depends on numbers alone. */
export interface Workforce {
  isContingent: (record: number) => boolean;
  /** The two records of a person who has both; for either of them. */
  pairOf: (record: number) => Pair | undefined;
}

/** Somebody who changed sides: two worker records, of which the later one counts. */
export interface Pair {
  employee: number;
  contingent: number;
  /** From an employee to a contingent worker; most go the other way. */
  leftStaff: boolean;
}

/** Employees only, each of them once. */
export const EMPLOYEES_ONLY: Workforce = { isContingent: () => false, pairOf: () => undefined };

export function createWorkforce(seed: number, founders: number): Workforce {
  function pairOf(record: number): Pair | undefined {
    const block = Math.floor(record / BLOCK);
    const slot = record % BLOCK;
    if (slot !== EMPLOYEE_SLOT && slot !== EMPLOYEE_SLOT + 1) return undefined;
    const employee = block * BLOCK + EMPLOYEE_SLOT;
    const contingent = employee + 1;
    if (contingent > founders || leads(contingent - 1, founders)) return undefined;
    return { employee, contingent, leftStaff: block % 4 === 3 && !leads(employee - 1, founders) };
  }

  return {
    pairOf,
    isContingent(record) {
      const pair = pairOf(record);
      if (pair !== undefined) return record === pair.contingent;
      if (record === STRANGERS.contingent) return record <= founders;
      if (record === 1 || record === STRANGERS.employee) return false;
      if (record <= founders && leads(record - 1, founders)) return false;
      return hash(seed, TRAIT.contingent, record) % CONTINGENT_ONE_IN === 0;
    },
  };
}
