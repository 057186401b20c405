import type { Group } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";

interface GroupsInput {
  batchId: number;
  integrationId: number;
  /** Of a change row `c`: whether its member leaves. */
  leaves: RawBuilder<boolean>;
}

/** Fewer than that of one group trip nothing, whatever its size. */
const LEAST_LEAVING = 3;

/** So many of the company's people show which groups are large; only the others are counted whole. */
const SAMPLE = 2_000;
/** Where more leave, so many for each of the group that loses most. */
const SAMPLE_EACH = 30;

type Leaving = Omit<Group, "people">;

/**
 * Groups that at least three people would leave and of which that may be half or more, with everybody in them. The
 * company is looked at only if there are any, and as a whole only where a part of it does not tell.
 */
export async function countGroups(tx: Tx, input: GroupsInput): Promise<Group[]> {
  const leaving = await leavingGroups(tx, input);
  if (leaving.length === 0) return [];
  const most = Math.max(...leaving.map((group) => group.leaving));
  const seen = await groupSizes(tx, input, leaving, Math.max(SAMPLE, SAMPLE_EACH * most));
  const unclear = leaving.filter((group) => (seen.get(keyOf(group)) ?? 0) < 2 * group.leaving);
  if (unclear.length === 0) return [];
  const sizes = await withHashJoins(tx, () => groupSizes(tx, input, unclear, null));
  return unclear.map((group) => ({ ...group, people: sizes.get(keyOf(group)) ?? 0 }));
}

/** Their department, location and manager, of a member `m`. */
const GROUPS_OF = sql`cross join lateral (values ('department', m.department), ('location', m.location),
    ('manager', m.manager_external_id)) g (kind, name)`;

async function leavingGroups(tx: Tx, { batchId, leaves }: GroupsInput): Promise<Leaving[]> {
  const { rows } = await sql<Leaving>`
    select g.kind, g.name, count(distinct m.id) as leaving
    from changes c join members m on m.id = c.member_id ${GROUPS_OF}
    where c.batch_id = ${batchId} and ${leaves} and g.name is not null
    group by g.kind, g.name having count(distinct m.id) >= ${LEAST_LEAVING} order by g.kind, g.name`.execute(
    tx,
  );
  return rows;
}

async function groupSizes(
  tx: Tx,
  { integrationId }: GroupsInput,
  groups: readonly Leaving[],
  limit: number | null,
): Promise<ReadonlyMap<string, number>> {
  const names = (kind: Group["kind"]): RawBuilder<unknown> =>
    sql`${groups.filter((group) => group.kind === kind).map(({ name }) => name)}::text[]`;
  const { rows } = await sql<Pick<Group, "kind" | "name" | "people">>`
    with claimed as materialized (
      select m.department, m.location, m.manager_external_id
      from (
        select distinct member_id from (
          select member_id from identities
          where integration_id = ${integrationId} and claim in ('employed', 'suspect')
          limit ${limit}) part) i
      join members m on m.id = i.member_id
      where m.status <> 'deactivated'
    )
    select 'department' as kind, department as name, count(*) as people from claimed
    where department = any (${names("department")}) group by department
    union all
    select 'location', location, count(*) from claimed
    where location = any (${names("location")}) group by location
    union all
    select 'manager', manager_external_id, count(*) from claimed
    where manager_external_id = any (${names("manager")}) group by manager_external_id`.execute(tx);
  return new Map(rows.map((row) => [keyOf(row), row.people]));
}

function keyOf({ kind, name }: Pick<Group, "kind" | "name">): string {
  return `${kind} ${name}`;
}
