-- why: back-off of failing integrations, vendors paused by an operator, notices of breaking and healing, how much a worker takes | breaking: no | locks: brief

alter table integrations
  -- Runs that failed one after the other, and since when; 0 after one that did not.
  add column failures integer not null default 0,
  add column failing_since timestamptz,
  -- Full reads without a certificate, one after the other.
  add column uncertified integer not null default 0,
  -- Somebody was told that it broke, and not yet that it healed.
  add column broken_at timestamptz;
create index integrations_ailing on integrations (id)
  where failures > 0 or uncertified > 0 or broken_at is not null;

-- Runs at once.
alter table workers add column concurrency integer not null default 4;

-- No organization's: the operator stops all reads of a vendor. Ended rows are kept as history.
create table vendor_pauses (
  id bigint generated always as identity primary key,
  connector text not null,
  actor text not null,
  reason text not null,
  since timestamptz not null,
  ended_by text,
  ended_at timestamptz
);
create unique index vendor_pauses_open on vendor_pauses (connector) where ended_at is null;
grant select on vendor_pauses to {{app_role}};

-- A notice in words, where its kind does not say all.
alter table notices add column message text;
