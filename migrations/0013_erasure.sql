-- why: erased people stay away, and integrations end with their history kept | breaking: no | locks: brief

-- The key of an organization's hashes: random, sealed by whichever master key is in use, derived from none.
create table suppression_keys (
  org_id integer primary key references organizations,
  sealed jsonb not null,
  created_at timestamptz not null
);

-- Hashes by which an erased person is recognised; no personal data.
create table suppressions (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  -- Null: of the organization as a whole.
  integration_id bigint,
  -- record, person: the source's ids; roster: the employee number together with the name or the e-mail.
  kind text not null check (kind in ('record', 'person', 'roster', 'email')),
  hash text not null,
  -- Whose: the row that stays.
  member_id bigint not null references members,
  created_at timestamptz not null,
  created_by text not null,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text,
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);
create unique index suppressions_standing on suppressions (org_id, kind, hash, integration_id, member_id)
  where lifted_at is null;

-- The work e-mail of a joiner was that of somebody who was erased.
alter table conflicts drop constraint conflicts_kind_check;
alter table conflicts add constraint conflicts_kind_check
  check (kind in ('emailTaken', 'looksAlike', 'idReused', 'erasedEmail'));

-- Somebody was erased while the run was under way: what it has read is looked through before it is planned.
alter table runs add column erased_meanwhile boolean not null default false;

-- The row stays for its runs and its history; the name is free again.
alter table integrations add column deleted_at timestamptz;
alter table integrations drop constraint integrations_org_id_name_key;
create unique index integrations_org_id_name_key on integrations (org_id, name) where deleted_at is null;

do $$
declare name text;
begin
  foreach name in array array['suppression_keys', 'suppressions'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own on %I using (org_id = (select nullif(current_setting(''muster.org'', true), '''')::integer))', name);
    execute format('grant select, insert, update on %I to {{app_role}}', name);
  end loop;
end $$;
grant delete on announcements to {{app_role}};
-- Of an erased person: no other act rewrites what was done.
grant update (subject, detail) on audit to {{app_role}};
