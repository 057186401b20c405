import { sql as drizzleSql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { bigint, date, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { plainDate } from "@muster/connector-sdk";
import { autoMap, type Employee, foldKey, mapEmployee } from "@muster/roster";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { connectorTo, PAGE_PEOPLE } from "./bench-connector.ts";
import { type Company, recordsFrom } from "./company.ts";

/** What one would write instead of the engine: each upserts everybody into the floor's table, in one transaction. */
export type Alternative = (connectionString: string, orgId: number, company: Company) => Promise<void>;

/** In the columns of the floor's table. */
interface Person {
  external_id: string;
  employment: string;
  work_email: string | null;
  email_key: string | null;
  first_name: string | null;
  last_name: string | null;
  department: string | null;
  job_title: string | null;
  location: string | null;
  start_date: string | null;
  end_date: string | null;
}

const MAPPING = autoMap(connectorTo(() => ({ domain: "", people: 0, generation: 0 })).mapping);
const AS_OF = plainDate("2026-03-02");

function* peopleOf(company: Company): Generator<Person> {
  for (const records of recordsFrom(company, 0, PAGE_PEOPLE)) {
    for (const record of records) {
      const mapped = mapEmployee(record, MAPPING, AS_OF);
      if ("employee" in mapped) yield personOf(mapped.employee);
    }
  }
}

function personOf({ externalId, employment, fields, startDate, endDate }: Employee): Person {
  const { workEmail } = fields;
  return {
    external_id: externalId,
    employment,
    work_email: workEmail ?? null,
    email_key: workEmail ? foldKey(workEmail) : null,
    first_name: fields.firstName ?? null,
    last_name: fields.lastName ?? null,
    department: fields.department ?? null,
    job_title: fields.jobTitle ?? null,
    location: fields.location ?? null,
    start_date: startDate ?? null,
    end_date: endDate ?? null,
  };
}

const FIELDS = [
  "employment",
  "work_email",
  "email_key",
  "first_name",
  "last_name",
  "department",
  "job_title",
  "location",
  "start_date",
  "end_date",
] as const;
const NO_FINGERPRINT = "00000000-0000-0000-0000-000000000000";

/** One statement a person, with pg. */
export const byRow: Alternative = async (connectionString, orgId, company) => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("begin");
    const columns = ["external_id", ...FIELDS];
    const upsert = `
      insert into floor_members (org_id, status, fingerprint, created_at, updated_at, ${columns.join(", ")})
      values ($1, 'active', '${NO_FINGERPRINT}', now(), now(), ${columns.map((_, place) => `$${place + 2}`).join(", ")})
      on conflict (org_id, external_id) do update set
        ${FIELDS.map((field) => `${field} = excluded.${field}`).join(", ")}, updated_at = now()`;
    for (const person of peopleOf(company)) {
      const values = [person.external_id, ...FIELDS.map((field) => person[field])];
      await client.query({ name: "upsert", text: upsert, values: [orgId, ...values] });
    }
    await client.query("commit");
  } finally {
    await client.end();
  }
};

interface FloorTable extends Person {
  org_id: number;
  status: string;
  fingerprint: string;
  created_at: Date;
  updated_at: Date;
}

const BATCH = 500;

/** 500 people a statement, with kysely. */
export const byBatch: Alternative = async (connectionString, orgId, company) => {
  const db = new Kysely<{ floor_members: FloorTable }>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString, max: 1 }) }),
  });
  try {
    await db.transaction().execute(async (tx) => {
      const write = (people: readonly Person[]): Promise<unknown> =>
        tx
          .insertInto("floor_members")
          .values(people.map((person) => ({ ...person, ...stamped(orgId) })))
          .onConflict((conflict) =>
            conflict.columns(["org_id", "external_id"]).doUpdateSet((set) => ({
              ...Object.fromEntries(FIELDS.map((field) => [field, set.ref(`excluded.${field}`)])),
              updated_at: sql`now()`,
            })),
          )
          .execute();
      let batch: Person[] = [];
      for (const person of peopleOf(company)) {
        batch.push(person);
        if (batch.length < BATCH) continue;
        await write(batch);
        batch = [];
      }
      if (batch.length > 0) await write(batch);
    });
  } finally {
    await db.destroy();
  }
};

function stamped(
  orgId: number,
): Pick<FloorTable, "org_id" | "status" | "fingerprint" | "created_at" | "updated_at"> {
  const now = new Date();
  return { org_id: orgId, status: "active", fingerprint: NO_FINGERPRINT, created_at: now, updated_at: now };
}

const table = pgTable("floor_members", {
  id: bigint({ mode: "number" }).primaryKey().default(drizzleSql`nextval('member_ids')`),
  org_id: integer().notNull(),
  status: text().notNull(),
  external_id: text().notNull(),
  fingerprint: text().notNull(),
  employment: text().notNull(),
  work_email: text(),
  email_key: text(),
  first_name: text(),
  last_name: text(),
  department: text(),
  job_title: text(),
  location: text(),
  start_date: date(),
  end_date: date(),
  created_at: timestamp({ withTimezone: true }).notNull(),
  updated_at: timestamp({ withTimezone: true }).notNull(),
});

/** An ORM's upsert of each person, with Drizzle. */
export const byOrm: Alternative = async (connectionString, orgId, company) => {
  const pool = new pg.Pool({ connectionString, max: 1 });
  try {
    await drizzle(pool).transaction(async (tx) => {
      for (const person of peopleOf(company)) {
        const { external_id, ...fields } = person;
        const { fingerprint, ...stamp } = stamped(orgId);
        await tx
          .insert(table)
          // The column is a uuid, and Drizzle would write the text's type into the statement.
          .values({ external_id, ...fields, ...stamp, fingerprint: drizzleSql`${fingerprint}::uuid` })
          .onConflictDoUpdate({
            target: [table.org_id, table.external_id],
            set: { ...fields, updated_at: stamp.updated_at },
          });
      }
    });
  } finally {
    await pool.end();
  }
};
