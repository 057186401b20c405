import type { Client } from "pg";

/** The other customers of the store: the engine and the floor work in the midst of them. */
export interface Neighbours {
  organizations: number;
  /** Of each. */
  people: number;
}

/** Fills the store and the floor's table with the same people of other organizations. Their ids lie below those that the store gives. */
export async function settleNeighbours(client: Client, { organizations, people }: Neighbours): Promise<void> {
  await client.query(`
    insert into organizations (slug, name) select 'neighbour-' || n, 'Neighbour ' || n from generate_series(1, ${organizations}) n;
    insert into integrations (org_id, connector, name, settings, auth_method, mapping, policy, schedule)
      select id, 'bench', 'Neighbour', '{}', 'apiKey', '{}', '{}', '0 3 * * *' from organizations where slug like 'neighbour-%'`);
  await withoutIndexes(client, ["members", "identities", "floor_members"], () =>
    insertPeople(client, people),
  );
}

async function insertPeople(client: Client, people: number): Promise<void> {
  await client.query(`
    insert into members (id, org_id, status, role, waits, org_member_id, work_email, email_key, first_name, last_name,
      name_key, display_name, department, job_title, manager_external_id, location, start_date, created_at, updated_at)
    select ${PERSON.id}, n.org_id, 'staged', 'none', '{role}', ${PERSON.values}, now(), now() from ${everybody(people)}`);
  await client.query(`
    insert into identities (integration_id, external_id, org_id, member_id, start_date, claim, employment, fingerprint)
    select n.id, 'e' || p, n.org_id, ${PERSON.id}, '2021-03-01', 'employed', 'active', md5(p::text)::uuid from ${everybody(people)}`);
  await client.query(`
    insert into floor_members (id, org_id, status, waits, org_member_id, work_email, email_key, first_name, last_name, name_key, display_name,
      department, job_title, manager_external_id, location, start_date, external_id, employment, fingerprint, created_at, updated_at)
    select ${PERSON.id}, n.org_id, 'staged', '{role}', ${PERSON.values}, 'e' || p, 'active', md5(p::text)::uuid, now(), now() from ${everybody(people)}`);
}

const EMAIL = "'first' || p || '.last' || p || '@neighbour' || n.org_id || '.test'";
const PERSON = {
  id: "n.place * 10000 + p",
  values: `'N' || p, ${EMAIL}, ${EMAIL}, 'First' || p, 'Last' || p, 'first' || p || ' last' || p,
    'First' || p || ' Last' || p, 'Department ' || p % 8, 'Title ' || p % 40, 'e' || p / 10, 'Location ' || p % 8, date '2021-03-01'`,
};

function everybody(people: number): string {
  return `(select id, org_id, row_number() over (order by id) as place from integrations where name = 'Neighbour') n
      cross join generate_series(0, ${people - 1}) p`;
}

/** Puts the indexes of tables back when `work` is done: a million rows by rows take minutes, sorted at once seconds. */
async function withoutIndexes(
  client: Client,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ drop: string; create: string }>(
    `select case when c.oid is null then format('drop index %s', i.indexrelid::regclass)
        else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop,
      case when c.oid is null then pg_get_indexdef(i.indexrelid)
        else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
        end as create
    from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'u'
    where i.indrelid = any ($1::regclass[]) and not i.indisprimary`,
    [tables],
  );
  for (const { drop } of rows) await client.query(drop);
  await work();
  await client.query("set maintenance_work_mem = '256MB'");
  for (const { create } of rows) await client.query(create);
  await client.query("reset maintenance_work_mem");
}
