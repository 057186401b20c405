-- why: fields of the customer's own, by name | breaking: no | locks: brief exclusive on staging, changes, members
-- Null where nobody maps any: such a row is as wide as before. A name that is absent was never returned.
alter table staging add column attributes jsonb;
alter table changes add column attributes jsonb;
alter table members add column attributes jsonb;
