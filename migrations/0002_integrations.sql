-- why: connections to sources, their sealed credentials, their runs | breaking: no | locks: none
create table integrations (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  connector text not null,
  name text not null,
  -- The operator's, never the admin's: it decides where the credentials go.
  base_url text,
  settings jsonb not null,
  auth_method text not null,
  limits jsonb,
  mapping jsonb not null,
  policy jsonb not null,
  enabled boolean not null default false,
  -- A cron expression in the organization's zone.
  schedule text not null,
  next_run_at timestamptz,
  -- What the last applied full run established; null before the first.
  last_people integer,
  last_restricted text[],
  last_applied_run bigint,
  created_at timestamptz not null default now(),
  unique (org_id, id),
  unique (org_id, name)
);
create index integrations_due on integrations (next_run_at) where enabled;
alter table integrations enable row level security;
alter table integrations force row level security;
create policy own on integrations using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
create policy crossing on integrations to {{system_role}} using (true) with check (true);
grant select, insert, update, delete on integrations to {{app_role}};

create table credentials (
  org_id integer not null,
  integration_id bigint not null,
  field text not null,
  sealed jsonb not null,
  rotated_at timestamptz not null default now(),
  primary key (org_id, integration_id, field),
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);
alter table credentials enable row level security;
alter table credentials force row level security;
create policy own on credentials using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert, update, delete on credentials to {{app_role}};

create table runs (
  id bigint generated always as identity primary key,
  org_id integer not null,
  integration_id bigint not null,
  mode text not null check (mode in ('full', 'changes', 'one', 'push')),
  state text not null default 'queued'
    check (state in ('queued', 'reading', 'planning', 'applying', 'succeeded', 'held', 'failed', 'cancelled')),
  dry_run boolean not null default false,
  door text not null check (door in ('hr', 'file', 'api', 'person')),
  requested_by text not null,
  -- Frozen with the first read: a resumed run judges by the day on which it began.
  as_of date,
  token integer not null default 0,
  -- Where the read goes on, and what it knows so far.
  checkpoint jsonb,
  staged_rows bigint not null default 0,
  people bigint not null default 0,
  total bigint,
  certificate text check (certificate in ('counted', 'walked', 'none')),
  counts jsonb,
  held jsonb not null default '[]',
  reason_code text,
  -- Who can act: of the error that failed it, where it has one.
  reason_kind text,
  reason text,
  fix text,
  queued_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade,
  check ((ended_at is null) = (state in ('queued', 'reading', 'planning', 'applying')))
);
-- One queued run and one under way for an integration: further clicks join, or make one follow-up.
create unique index runs_one_queued on runs (integration_id, mode, dry_run) where state = 'queued';
create unique index runs_one_under_way on runs (integration_id) where state in ('reading', 'planning', 'applying');
create index runs_by_integration on runs (integration_id, id);
alter table runs enable row level security;
alter table runs force row level security;
create policy own on runs using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
create policy crossing on runs to {{system_role}} using (true) with check (true);
grant select, insert, update on runs to {{app_role}};

-- Narrow, and apart from runs: the fence writes it in every transaction of a run.
create table leases (
  run_id bigint primary key references runs on delete cascade,
  org_id integer not null,
  token integer not null,
  worker text not null,
  lease_until timestamptz not null
) with (fillfactor = 50);
alter table leases enable row level security;
alter table leases force row level security;
create policy own on leases using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
create policy crossing on leases to {{system_role}} using (true) with check (true);
grant select, insert, update, delete on leases to {{app_role}};

-- Processes that say they are alive; no organization's data.
create table workers (
  id text primary key,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);
