-- why: who owns everything, and the roles' rights on it | breaking: no | locks: none
create table organizations (
  id integer generated always as identity primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  time_zone text not null default 'UTC',
  -- Number of the last sealed batch. Raised under this row's lock, so the numbers commit in their order.
  seq bigint not null default 0,
  created_at timestamptz not null default now()
);
alter table organizations enable row level security;
alter table organizations force row level security;
create policy own on organizations using (id = (select nullif(current_setting('muster.org', true), '')::integer));
create policy crossing on organizations to {{system_role}} using (true) with check (true);
grant select, update (seq) on organizations to {{app_role}};

-- Through the system role: the table is under forced row security for its owner, too.
insert into organizations (slug, name) values ('default', 'Default organization');
