import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import type { Store } from "../open-store.ts";

export interface Organization {
  id: number;
  slug: string;
  name: string;
  timeZone: string;
}

/** The IANA zone by whose days an organization is judged. */
export async function organizationZone(tx: Tx, orgId: number): Promise<string> {
  const { rows } = await sql<{
    zone: string;
  }>`select time_zone as zone from organizations where id = ${orgId}`.execute(tx);
  return rows[0]?.zone ?? "UTC";
}

/** The organization of a name such as `default`; before it is found there is none to be isolated to. */
export async function findOrganization(store: Store, slug: string): Promise<Organization> {
  const { rows } = await sql<Organization>`
    select id, slug, name, time_zone as "timeZone" from organizations where slug = ${slug}`.execute(
    store.system,
  );
  const organization = rows[0];
  if (organization) return organization;
  throw new StoreError(`There is no organization "${slug}".`, {
    code: "unknownOrganization",
    fix: "Give the name of an existing one with --org; the first migration makes `default`.",
  });
}

/** Makes an organization; `slug` names it on the command line. */
export async function createOrganization(
  store: Store,
  { slug, name, timeZone = "UTC" }: { slug: string; name: string; timeZone?: string },
): Promise<Organization> {
  const { rows } = await sql<Organization>`
    insert into organizations (slug, name, time_zone) values (${slug}, ${name}, ${timeZone})
    on conflict (slug) do nothing
    returning id, slug, name, time_zone as "timeZone"`.execute(store.system);
  const [organization] = rows;
  if (organization) return organization;
  throw new StoreError(`There is an organization "${slug}" already.`, {
    code: "organizationExists",
    fix: "Give the new one another name.",
  });
}
