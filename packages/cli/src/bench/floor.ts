import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { plainDate } from "@muster/connector-sdk";
import { autoMap, type Employee, fingerprint, foldKey, mapEmployee } from "@muster/roster";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { connectorTo, PAGE_PEOPLE } from "./bench-connector.ts";
import { type Company, recordsFrom } from "./company.ts";

/** What the mapped people have, in the order in which they are copied. */
const COLUMNS = [
  "external_id",
  "fingerprint",
  "employment",
  "org_member_id",
  "work_email",
  "email_key",
  "first_name",
  "last_name",
  "name_key",
  "display_name",
  "department",
  "job_title",
  "manager_external_id",
  "location",
  "start_date",
  "end_date",
];
const TYPES: Readonly<Record<string, string>> = { fingerprint: "uuid", start_date: "date", end_date: "date" };

/** What the raw database needs for the same people. */
export interface FloorTimes {
  copyMs: number;
  mergeMs: number;
}

/** Makes the floor's tables: one that is copied into, and the store's table of members with the source's own id in it. */
export async function prepareFloor(client: Client): Promise<void> {
  const columns = COLUMNS.map((name) => `${name} ${TYPES[name] ?? "text"}`).join(", ");
  await client.query(`
    create unlogged table floor_staging (${columns});
    create table floor_members (like members including all);
    alter table floor_members add external_id text not null, add fingerprint uuid not null, add employment text not null,
      add unique (org_id, external_id)`);
}

/** Copies everybody in one stream and merges them: matched and not matched, no more. */
export async function runFloor(client: Client, orgId: number, company: Company): Promise<FloorTimes> {
  await client.query("truncate floor_staging");
  const began = performance.now();
  await client.query("begin");
  await pipeline(
    Readable.from(copyText(company)),
    client.query(copyFrom(`copy floor_staging (${COLUMNS.join(", ")}) from stdin`)),
  );
  const copied = performance.now();
  await client.query(MERGE, [orgId]);
  await client.query("commit");
  return { copyMs: copied - began, mergeMs: performance.now() - copied };
}

const MERGE = `
  merge into floor_members m using floor_staging s on m.org_id = $1 and m.external_id = s.external_id
  when matched and m.fingerprint is distinct from s.fingerprint then update set
    ${COLUMNS.slice(1)
      .map((name) => `${name} = s.${name}`)
      .join(", ")}, updated_at = now()
  when not matched then insert (org_id, status, waits, ${COLUMNS.join(", ")}, created_at, updated_at)
    values ($1, 'staged', '{role}', ${COLUMNS.map((name) => `s.${name}`).join(", ")}, now(), now())`;

const MAPPING = autoMap(connectorTo(() => ({ domain: "", people: 0, generation: 0 })).mapping);
const AS_OF = plainDate("2026-03-02");

function* copyText(company: Company): Generator<string> {
  for (const records of recordsFrom(company, 0, PAGE_PEOPLE)) {
    let text = "";
    for (const record of records) {
      const mapped = mapEmployee(record, MAPPING, AS_OF);
      if ("employee" in mapped) text += rowOf(mapped.employee);
    }
    yield text;
  }
}

/** A row in COPY's text format; the benchmark's people have no value that would need an escape. */
function rowOf(employee: Employee): string {
  const { fields, externalId, employment, startDate, endDate } = employee;
  const { workEmail, firstName, lastName } = fields;
  const values = [
    externalId,
    fingerprint(employee),
    employment,
    fields.orgMemberId,
    workEmail,
    workEmail && foldKey(workEmail),
    firstName,
    lastName,
    foldKey(`${firstName} ${lastName}`),
    fields.displayName,
    fields.department,
    fields.jobTitle,
    fields.managerExternalId,
    fields.location,
    startDate,
    endDate,
  ];
  return `${values.map((value) => value ?? "\\N").join("\t")}\n`;
}
