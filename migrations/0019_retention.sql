-- why: what is kept by age only, and how far back the feed still reaches | breaking: no | locks: brief

alter table organizations
  -- The last applied change that has gone by age: a cursor before it no longer knows what it missed.
  add column forgotten_seq bigint not null default 0,
  add column forgotten_ord bigint not null default 0;

-- When each of the chores that come once a day was last begun. No organization's.
create table housekeeping (
  task text primary key,
  done_at timestamptz not null
);
