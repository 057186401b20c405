import type { Company } from "../company/company.ts";
import { numberOf } from "./person-facts.ts";
import type { NumberType } from "./worker.ts";
import type { Tenant } from "./tenant.ts";

/** The record whose number is `text`, among those of one type; undefined: there is none. */
export function recordByNumber(
  text: string,
  type: NumberType,
  { world: { company }, workforce, begins }: Tenant,
): number | undefined {
  const fits = (record: number): boolean => {
    const person = company.find(record);
    const contingent = workforce.isContingent(record);
    return (
      person !== undefined && numberOf(person) === text && contingent === (type === "Contingent_Worker_ID")
    );
  };
  return likely(text).find(fits) ?? others(company, begins).find(fits);
}

/** Of the first day's people, whose number may be so: it follows from the record, or is that of the one before. */
function likely(text: string): number[] {
  const [, made] = /^ZK(\d{1,9})$/.exec(text) ?? [];
  const digits = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  const bases = made === undefined ? [digits - 999, digits - 998] : [Number(made) - 20_000];
  return bases.filter((base) => base > 0).flatMap((base) => [base, base + 1]);
}

/** Those who came later, and those who have been edited. */
function others(company: Company, begins: number): readonly number[] {
  const { founders } = company;
  const later = company.ids().filter((id) => id > founders);
  return [...later, ...company.editedSince(begins)];
}
