-- why: protected people, seats, the scope of a policy, how long ago a source was last certain | breaking: no | locks: brief

-- Whoever is protected leaves by a person's word only.
create table protections (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  member_id bigint not null references members,
  actor text not null,
  reason text,
  created_at timestamptz not null,
  lifted_at timestamptz
);
create unique index protections_open on protections (member_id) where lifted_at is null;
alter table protections enable row level security;
alter table protections force row level security;
create policy own on protections using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert, update on protections to {{app_role}};

-- How many members may be invited or active; null: any number.
alter table organizations add column seats integer check (seats >= 0);
grant update (seats) on organizations to {{app_role}};

-- Read, and outside of what the policy takes in.
alter table staging add column outside boolean not null default false;
-- Would be invited or active if there were a seat.
alter table changes add column no_seat boolean not null default false;

alter table holds drop constraint holds_cause_check;
alter table holds add constraint holds_cause_check
  check (cause in ('termination', 'absence', 'outOfScope', 'create', 'reactivate'));

-- The newest certified read of an integration, without a walk through all its runs.
create index runs_certified on runs (integration_id, id) where certificate in ('counted', 'walked') and not dry_run;
