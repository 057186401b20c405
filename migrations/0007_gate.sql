-- why: what the gate compares with, holds of other rows than leavers, announced leavers | breaking: no | locks: brief

alter table integrations
  -- Of the last applied full read: people, and how many of them had a value, by column.
  add column last_fill jsonb,
  -- Hashes of what the last applied full run went by: settings, principal, mapping, policy.
  add column applied_config jsonb,
  -- Raised when a person replaces the credentials; a renewed token is nobody's act.
  add column principal integer not null default 0;

-- A held joiner is no member yet.
alter table holds alter column member_id drop not null;
alter table holds drop constraint holds_cause_check;
alter table holds add constraint holds_cause_check
  check (cause in ('termination', 'absence', 'create', 'reactivate'));
alter table holds drop constraint holds_state_check;
-- approved: by a person, for the next plan that says the same within 72 hours.
alter table holds add constraint holds_state_check
  check (state in ('open', 'approved', 'rejected', 'withdrawn', 'applied'));
drop index holds_standing;
create unique index holds_standing on holds (integration_id, external_id)
  where state in ('open', 'approved', 'rejected');

-- A field that is suddenly empty for many stays at its last values until a person accepts it or it fills again.
create table field_holds (
  id bigint generated always as identity primary key,
  org_id integer not null,
  integration_id bigint not null,
  field text not null,
  -- The run that noticed, and the newest one that says the same.
  run_id bigint not null,
  last_run_id bigint not null,
  people bigint not null,
  rule text not null,
  state text not null default 'open' check (state in ('open', 'approved', 'withdrawn', 'applied')),
  since timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);
create unique index field_holds_standing on field_holds (integration_id, field) where state in ('open', 'approved');

-- Leavers whom a person expects: so many, until that day.
create table announcements (
  id bigint generated always as identity primary key,
  org_id integer not null,
  integration_id bigint not null,
  leavers integer not null check (leavers > 0),
  used integer not null default 0,
  until date not null,
  actor text not null,
  reason text,
  created_at timestamptz not null,
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['field_holds', 'announcements'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own on %I using (org_id = (select nullif(current_setting(''muster.org'', true), '''')::integer))', name);
    execute format('grant select, insert, update on %I to {{app_role}}', name);
  end loop;
end $$;
