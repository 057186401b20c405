-- why: what a person decided about a member against their source: overridden leavings, pinned fields | breaking: no | locks: none

-- Reactivated by hand while every source says that the person left: the person stays, until the source shows them
-- employed again or the day has passed.
create table overrides (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  member_id bigint not null references members,
  -- The last day on which it holds; null: no last day.
  until date,
  actor text not null,
  reason text not null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index overrides_open on overrides (member_id) where ended_at is null;

-- A field that no sync overwrites until it is lifted.
create table pins (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  member_id bigint not null references members,
  field text not null,
  actor text not null,
  created_at timestamptz not null,
  lifted_at timestamptz
);
create unique index pins_open on pins (member_id, field) where lifted_at is null;

do $$
declare name text;
begin
  foreach name in array array['overrides', 'pins'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own on %I using (org_id = (select nullif(current_setting(''muster.org'', true), '''')::integer))', name);
    execute format('grant select, insert, update on %I to {{app_role}}', name);
  end loop;
end $$;
