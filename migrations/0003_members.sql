-- why: people, the sources' claims on them, and why somebody is out | breaking: no | locks: none
-- Far from the small numbers that vendors give their employees: a number that somebody types means one person.
create sequence member_ids as bigint start 10000001;

create table members (
  id bigint primary key default nextval('member_ids'),
  org_id integer not null references organizations,
  status text not null check (status in ('staged', 'invited', 'active', 'deactivated')),
  role text not null default 'none' check (role in ('none', 'mentor', 'mentee', 'both')),
  -- Raised by every change of the row and of any claim on the person.
  version integer not null default 1,
  -- What a staged member waits for.
  waits text[] not null default '{}',
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
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Deferrable: two people who swap addresses in one plan are no collision.
  -- The address first: under row security every look has the organization at hand, and with that in front a
  -- planner without statistics scanned all of it for each address (measured).
  constraint members_email unique (email_key, org_id) deferrable initially deferred
);
alter sequence member_ids owned by members.id;
alter table members enable row level security;
alter table members force row level security;
create policy own on members using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
-- No delete: a leaver keeps the row.
grant select, insert, update on members to {{app_role}};
grant usage on sequence member_ids to {{app_role}};

-- One row for every source record ever seen. No foreign key to members: it doubles the cost of a first load,
-- and no member row is ever deleted.
create table identities (
  integration_id bigint not null,
  external_id text not null,
  org_id integer not null,
  member_id bigint,
  claim text check (claim in ('employed', 'left', 'suspect')),
  employment text,
  -- Raised when the source stops claiming the person; one episode is one decision to make.
  episode integer not null default 0,
  suspect_since timestamptz,
  -- Of the mapped record as it was last applied in full.
  fingerprint uuid,
  -- Standing decision where something is pending or was left out, and why.
  decision text check (decision in ('skip', 'conflict', 'reject', 'hold')),
  reason text,
  primary key (integration_id, external_id),
  -- With the organization: the key above knows none, and a row of another's would stand in the way of its own.
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
) with (fillfactor = 85);
create index identities_by_member on identities (member_id) where member_id is not null;
alter table identities enable row level security;
alter table identities force row level security;
create policy own on identities using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert, update, delete on identities to {{app_role}};

create table deactivations (
  id bigint generated always as identity primary key,
  org_id integer not null,
  member_id bigint not null references members,
  cause text not null check (cause in ('termination', 'absence', 'outOfScope', 'admin', 'undo', 'erasure')),
  door text not null check (door in ('hr', 'file', 'api', 'person')),
  integration_id bigint,
  external_id text,
  run_id bigint,
  approved_by text,
  prior_status text not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create unique index deactivations_open on deactivations (member_id, cause) where closed_at is null;
alter table deactivations enable row level security;
alter table deactivations force row level security;
create policy own on deactivations using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert, update on deactivations to {{app_role}};
