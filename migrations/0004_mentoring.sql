-- why: small tables that stand for the product's own: what a leaver must keep | breaking: no | locks: none
create table matches (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  mentor_id bigint not null references members,
  mentee_id bigint not null references members,
  status text not null default 'active' check (status in ('active', 'ended')),
  started_on date not null,
  check (mentor_id <> mentee_id)
);
create index matches_by_mentor on matches (mentor_id) where status = 'active';
create index matches_by_mentee on matches (mentee_id) where status = 'active';
create table meetings (
  id bigint generated always as identity primary key,
  org_id integer not null,
  match_id bigint not null references matches,
  held_on date not null
);
create table goals (
  id bigint generated always as identity primary key,
  org_id integer not null,
  match_id bigint not null references matches,
  title text not null
);
-- One row for each person whose leaving an admin has to look at.
create table match_flags (
  id bigint generated always as identity primary key,
  org_id integer not null,
  match_id bigint not null references matches,
  member_id bigint not null references members,
  flagged_at timestamptz not null,
  closed_at timestamptz,
  resolution text check (resolution in ('kept', 'ended', 'returned'))
);
create unique index match_flags_open on match_flags (match_id, member_id) where closed_at is null;

do $$
declare name text;
begin
  foreach name in array array['matches', 'meetings', 'goals', 'match_flags'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own on %I using (org_id = (select nullif(current_setting(''muster.org'', true), '''')::integer))', name);
    execute format('grant select, insert, update on %I to {{app_role}}', name);
  end loop;
end $$;
