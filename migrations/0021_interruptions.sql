-- why: a run that takes its worker down again and again is parked, one that cannot go on ends | breaking: no | locks: runs, for a moment
alter table runs
  -- Since it last came further: how often its worker was lost in the middle of it, and how often its work broke off.
  add column crashes smallint not null default 0,
  add column interruptions smallint not null default 0;
