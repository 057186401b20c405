-- why: several records of one person in one source, and where a vendor's changes go on | breaking: no | locks: brief

-- Where the next read of changes begins, in the vendor's own words. Null: only a full read can tell.
alter table integrations add column watermark text;

alter table staging add column person_id text;
alter table changes add column person_id text;
-- In no index: a plan looks for a person's other records among the few that are new, by a hash join.
alter table identities
  -- The source's own id of the person: its records with the same one are one member.
  add column person_id text,
  -- Of the record: the member's own is that of whichever record fills its fields.
  add column start_date date;
