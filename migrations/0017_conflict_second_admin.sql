-- why: answers that put many people out need a second admin | breaking: no | locks: brief on conflicts

-- Who gave the answer first, where a second admin must confirm, and a hash of the whole that was answered.
alter table conflicts
  add column first_by text,
  add column first_at timestamptz,
  add column first_of uuid;
