-- why: approval of plans held whole, second admins, snoozed holds and notices of what waits | breaking: no | locks: brief

-- A rule that holds a whole plan asks once, and lets a later plan through that says the same and no more.
create table plan_holds (
  id bigint generated always as identity primary key,
  org_id integer not null,
  integration_id bigint not null,
  code text not null,
  -- The run whose numbers these are, and the newest full one that says the same.
  run_id bigint not null,
  last_run_id bigint not null,
  people bigint not null,
  base bigint not null,
  rule text not null,
  -- approved: for the next full plan of no more people within 72 hours.
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'withdrawn', 'applied')),
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  created_at timestamptz not null,
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);
create unique index plan_holds_standing on plan_holds (integration_id, code)
  where state in ('open', 'approved', 'rejected');
create index plan_holds_by_run on plan_holds (run_id);
create index plan_holds_by_last_run on plan_holds (last_run_id);

-- A notice that something has waited for so many days.
create table notices (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  kind text not null,
  subject text not null,
  due date not null,
  days smallint not null,
  created_at timestamptz not null,
  unique (subject, days)
);
create index notices_by_org on notices (org_id, id);

do $$
declare name text;
begin
  foreach name in array array['plan_holds', 'notices'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own on %I using (org_id = (select nullif(current_setting(''muster.org'', true), '''')::integer))', name);
    execute format('grant select, insert, update on %I to {{app_role}}', name);
  end loop;
  -- The minute's look at what waits is at all organizations.
  foreach name in array array['holds', 'field_holds', 'plan_holds', 'notices'] loop
    execute format('create policy crossing on %I to {{system_role}} using (true) with check (true)', name);
  end loop;
  foreach name in array array['holds', 'field_holds', 'plan_holds'] loop
    execute format('alter table %I
      -- Who approved first, where a second admin must confirm, and a hash of the whole that was approved.
      add column first_by text, add column first_at timestamptz, add column first_of uuid,
      -- No notices before that day.
      add column snoozed_until date, add column snoozed_by text, add column snooze_reason text,
      -- The last day after which a notice was given.
      add column noticed smallint not null default 0', name);
  end loop;
end $$;
create index holds_to_notice on holds (created_at) where state = 'open' and noticed < 7;
