-- why: who might be whom: questions about it, the answers of a person, and pairs that are never one | breaking: no | locks: brief on members

create table conflicts (
  id bigint generated always as identity primary key,
  org_id integer not null,
  integration_id bigint not null,
  external_id text not null,
  kind text not null check (kind in ('emailTaken', 'looksAlike', 'idReused')),
  -- Whom the record may be, or whose address it wants; null: only other records want the same address.
  member_id bigint references members,
  run_id bigint not null,
  last_run_id bigint not null,
  -- What the record said when the question was last asked; a reused id is answered for this address only.
  evidence jsonb not null,
  state text not null default 'open' check (state in ('open', 'decided', 'withdrawn')),
  decision text check (decision in ('same', 'different', 'ignore')),
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  created_at timestamptz not null,
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);
create unique index conflicts_open on conflicts (integration_id, external_id) where state = 'open';
create index conflicts_decided on conflicts (integration_id, external_id) where state = 'decided';
create index conflicts_by_member on conflicts (member_id) where state = 'open';

-- A person's word that a record and a member are two people. It stands for good.
create table keep_apart (
  org_id integer not null,
  integration_id bigint not null,
  external_id text not null,
  member_id bigint not null references members,
  actor text not null,
  created_at timestamptz not null,
  primary key (integration_id, external_id, member_id),
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);

-- Of a conflict: the other side of it.
alter table changes add column rival_id bigint;

-- Strangers are looked up by name; by its first column also whatever else of one organization is wanted, such as
-- employee numbers, without walking through everybody's members.
create index members_by_name on members (org_id, name_key);

do $$
declare name text;
begin
  foreach name in array array['conflicts', 'keep_apart'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own on %I using (org_id = (select nullif(current_setting(''muster.org'', true), '''')::integer))', name);
    execute format('grant select, insert, update, delete on %I to {{app_role}}', name);
  end loop;
end $$;
