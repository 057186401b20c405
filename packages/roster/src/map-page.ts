import type { Page, PlainDate, RejectedRecord } from "@muster/connector-sdk";
import type { FieldMapping } from "./field-mapping/rule.ts";
import type { Employee } from "./employee.ts";
import { mapEmployee } from "./map-employee.ts";

/** A page after mapping. */
export interface MappedPage {
  employees: Employee[];
  /** Present, though nothing of them can be used. */
  rejected: (RejectedRecord & { externalId: string })[];
  /** Records without a readable id: nobody can say who was present. */
  nameless: RejectedRecord[];
}

/** Maps a page's records, judged at `asOf`. One that cannot be mapped joins those that could not be read. */
export function mapPage(page: Page, mapping: FieldMapping, asOf: PlainDate): MappedPage {
  const mapped: MappedPage = { employees: [], rejected: [], nameless: [] };
  const reject = (record: RejectedRecord): void => {
    const { externalId } = record;
    if (externalId === undefined) mapped.nameless.push(record);
    else mapped.rejected.push({ ...record, externalId });
  };
  for (const record of page.records) {
    const result = mapEmployee(record, mapping, asOf);
    if ("employee" in result) mapped.employees.push(result.employee);
    else reject(result.rejected);
  }
  page.rejected.forEach(reject);
  return mapped;
}
