import type { KeyObject } from "node:crypto";
import { type Employee, foldKey } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { nameKey } from "../mapped-columns.ts";
import type { RejectedPerson } from "../system/staging.ts";
import { keyedHash, openSuppressionKey, type SuppressionOwner } from "./suppression-key.ts";

export type SuppressionKind = "record" | "person" | "roster" | "email";

/** What somebody is known by in one source. */
export interface KnownBy {
  externalId: string;
  personId?: string | null | undefined;
  orgMemberId?: string | null | undefined;
  emailKey?: string | null | undefined;
  nameKey?: string | null | undefined;
}

/** Tells who was erased. Loaded once for a run; holds hashes only. */
export interface Erasures {
  /** The mark that stands for an erased person in staging, or undefined for anybody else. */
  markOf(known: KnownBy): string | undefined;
  /** Whether the address was an erased person's. By itself that makes nobody the same person. */
  hadEmail(emailKey: string): boolean;
}

/** People who were read, without those who were erased: of them a mark is left, which is counted as present. */
export interface Sifted {
  employees: Employee[];
  rejected: RejectedPerson[];
  erased: string[];
}

/** Who of the organization was erased, as one integration knows them. Undefined: nobody, and nothing was hashed. */
export async function loadErasures(
  tx: Tx,
  owner: SuppressionOwner,
  integrationId: number,
): Promise<Erasures | undefined> {
  const { rows } = await sql<{ kind: SuppressionKind; hash: string }>`
    select kind, hash from suppressions
    where lifted_at is null and (integration_id = ${integrationId} or integration_id is null)`.execute(tx);
  if (rows.length === 0) return undefined;
  const key = await openSuppressionKey(tx, owner);
  return key && erasuresOf(key, rows);
}

function erasuresOf(key: KeyObject, rows: readonly { kind: SuppressionKind; hash: string }[]): Erasures {
  const of = (kind: SuppressionKind): ReadonlySet<string> =>
    new Set(rows.flatMap((row) => (row.kind === kind ? row.hash : [])));
  const sets = { record: of("record"), person: of("person"), roster: of("roster"), email: of("email") };
  const found = (kind: SuppressionKind, hash: string): boolean => sets[kind].has(hash);
  return {
    markOf: (known) =>
      hashesOf(key, known, (kind) => sets[kind].size > 0).some(({ kind, hash }) => found(kind, hash))
        ? markOf(key, known.externalId)
        : undefined,
    hadEmail: (emailKey) => sets.email.size > 0 && sets.email.has(emailHash(key, emailKey)),
  };
}

/**
 * All hashes of a source record by which its person is recognised for certain. An employee number alone is none of
 * them: a source may give it to somebody else one day.
 */
export function hashesOf(
  key: KeyObject,
  known: KnownBy,
  wanted: (kind: SuppressionKind) => boolean = () => true,
): { kind: Exclude<SuppressionKind, "email">; hash: string }[] {
  const { externalId, personId, orgMemberId } = known;
  const hashes: ReturnType<typeof hashesOf> = [
    { kind: "record", hash: keyedHash(key, ["record", externalId]) },
  ];
  if (personId && wanted("person"))
    hashes.push({ kind: "person", hash: keyedHash(key, ["person", personId]) });
  if (!orgMemberId || !wanted("roster")) return hashes;
  for (const [what, value] of [
    ["name", known.nameKey],
    ["email", known.emailKey],
  ] as const) {
    if (value) hashes.push({ kind: "roster", hash: keyedHash(key, ["roster", orgMemberId, what, value]) });
  }
  return hashes;
}

export function emailHash(key: KeyObject, emailKey: string): string {
  return keyedHash(key, ["email", emailKey]);
}

/** In the place of an external id: as many marks as there were ids. */
export function markOf(key: KeyObject, externalId: string): string {
  return `erased:${keyedHash(key, ["record", externalId])}`;
}

/**
 * Takes erased people out of what was read, and out of whom the others report to. Without erasures everything stays
 * as it is.
 */
export function sift(
  erasures: Erasures | undefined,
  read: { employees: Employee[]; rejected: RejectedPerson[] },
): Sifted {
  if (!erasures) return { ...read, erased: [] };
  const erased: string[] = [];
  const stays = (known: KnownBy): boolean => {
    const mark = erasures.markOf(known);
    if (mark !== undefined) erased.push(mark);
    return mark === undefined;
  };
  const managers = new Map<string, boolean>();
  const employees = read.employees
    .filter((employee) => stays(knownBy(employee)))
    .map((employee) => withoutErasedManager(employee, erasures, managers));
  return { employees, rejected: read.rejected.filter(({ externalId }) => stays({ externalId })), erased };
}

export function knownBy({ externalId, personId, fields }: Employee): KnownBy {
  return {
    externalId,
    personId,
    orgMemberId: fields.orgMemberId,
    emailKey: fields.workEmail && foldKey(fields.workEmail),
    nameKey: nameKey(fields.firstName, fields.lastName),
  };
}

function withoutErasedManager(
  employee: Employee,
  erasures: Erasures,
  managers: Map<string, boolean>,
): Employee {
  const { managerExternalId } = employee.fields;
  if (!managerExternalId) return employee;
  let gone = managers.get(managerExternalId);
  if (gone === undefined) {
    gone = erasures.markOf({ externalId: managerExternalId }) !== undefined;
    managers.set(managerExternalId, gone);
  }
  return gone ? { ...employee, fields: { ...employee.fields, managerExternalId: null } } : employee;
}
