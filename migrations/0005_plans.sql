-- why: what a run read, what it would change, what it changed, what waits | breaking: no | locks: none

-- Emptied by a crash of Postgres, while the checkpoint survives: every resume counts it (runs.staged_rows).
create unlogged table staging (
  run_id bigint not null,
  org_id integer not null,
  external_id text not null,
  -- read: as mapped; rejected: present, unreadable; gone: the by-id look did not find the person.
  kind text not null,
  fingerprint uuid,
  employment text,
  -- Bit set of the mapped fields that were not returned, in the order of the columns below.
  missing integer not null default 0,
  org_member_id text,
  work_email text,
  email_key text,
  first_name text,
  last_name text,
  name_key text,
  display_name text,
  department text,
  job_title text,
  seniority text,
  manager_external_id text,
  location text,
  start_date date,
  end_date date,
  issue text
);
create index staging_by_run on staging (run_id);
-- Enabled, not forced: COPY FROM is refused to whoever is under row security, and the owner stages.
alter table staging enable row level security;
create policy own on staging using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, update, delete on staging to {{app_role}};

create table batches (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  run_id bigint references runs on delete set null,
  kind text not null check (kind in ('run', 'person')),
  actor text not null,
  -- The organization's last sealed number when the plan was made.
  base_seq bigint not null,
  -- Null: a plan. Set: applied, as the organization's seq-th batch.
  seq bigint,
  created_at timestamptz not null,
  sealed_at timestamptz,
  unique (org_id, seq)
);
create index batches_by_run on batches (run_id);
alter table batches enable row level security;
alter table batches force row level security;
create policy own on batches using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
create policy crossing on batches to {{system_role}} using (true) with check (true);
grant select, insert, update, delete on batches to {{app_role}};

-- Plan row first; once its batch is sealed: history, audit and event in one. Applied is a property of the
-- batch. No foreign key to members: it costs a first load a fifth.
create table changes (
  batch_id bigint not null references batches on delete cascade,
  ord bigint not null,
  org_id integer not null,
  member_id bigint,
  integration_id bigint,
  external_id text,
  action text not null check (action in
    ('create', 'advance', 'update', 'deactivate', 'reactivate', 'link', 'conflict', 'skip', 'reject')),
  member_version integer,
  fingerprint uuid,
  claim text,
  employment text,
  status text,
  role text,
  cause text,
  org_member_id text,
  work_email text,
  email_key text,
  first_name text,
  last_name text,
  name_key text,
  display_name text,
  department text,
  job_title text,
  seniority text,
  manager_external_id text,
  location text,
  start_date date,
  end_date date,
  -- The changed fields only, as they were.
  before jsonb,
  reason text,
  primary key (batch_id, ord)
);
create index changes_by_member on changes (member_id, batch_id);
alter table changes enable row level security;
alter table changes force row level security;
create policy own on changes using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert, update, delete on changes to {{app_role}};

create table holds (
  id bigint generated always as identity primary key,
  org_id integer not null,
  integration_id bigint not null,
  external_id text not null,
  member_id bigint not null references members,
  -- The run that made it, and the newest full plan that says the same.
  run_id bigint not null,
  last_run_id bigint not null,
  cause text not null check (cause in ('termination', 'absence')),
  code text not null,
  rule text not null,
  -- Of member, claim, evidence and effective date: an approval is of exactly this.
  hash uuid not null,
  evidence jsonb not null,
  state text not null default 'open'
    check (state in ('open', 'rejected', 'withdrawn', 'applied')),
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  created_at timestamptz not null,
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);
create unique index holds_standing on holds (integration_id, external_id)
  where state in ('open', 'rejected');
create index holds_by_run on holds (run_id);
create index holds_by_last_run on holds (last_run_id);
alter table holds enable row level security;
alter table holds force row level security;
create policy own on holds using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert, update on holds to {{app_role}};

-- Acts that change no member.
create table audit (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  at timestamptz not null,
  actor text not null,
  act text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
create index audit_by_org on audit (org_id, id);
alter table audit enable row level security;
alter table audit force row level security;
create policy own on audit using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert on audit to {{app_role}};
