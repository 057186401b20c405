-- why: a run that takes its worker down is parked, one that cannot go on ends; workers share limits of vendors | breaking: no | locks: runs, for a moment
alter table runs
  -- Since it last came further: how often its worker was lost in the middle of it, and how often its work broke off.
  add column crashes smallint not null default 0,
  add column interruptions smallint not null default 0;

-- What of each vendor account's limits is used up, for all workers together. The account is a hash, and no organization's:
-- two may share one. Unlogged: what a crash forgets is a few seconds old.
create unlogged table vendor_limits (
  account text primary key,
  -- When permits were given and how many: [[milliseconds since the epoch, count], …], the oldest first.
  given jsonb not null default '[]',
  -- The vendor has closed the account until then.
  rests_until timestamptz
) with (fillfactor = 50);
