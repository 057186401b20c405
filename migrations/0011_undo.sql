-- why: undoing a run, and what is not done again because it was undone | breaking: no | locks: brief

-- A batch of a run is what the run did, what a person approved of its holds, or what took all of that back.
alter table batches drop constraint batches_kind_check;
alter table batches add constraint batches_kind_check check (kind in ('run', 'person', 'undo'));

alter table runs
  add column undone_at timestamptz,
  add column undone_by text,
  add column undo_reason text;

-- A change of a record that was undone: not made again from the same evidence, until its source says something else
-- or a person lifts it.
create table declines (
  id bigint generated always as identity primary key,
  org_id integer not null references organizations,
  integration_id bigint not null,
  external_id text not null,
  member_id bigint not null references members,
  -- A field by its name; or return: the member stays out; advance: staged; link: the record stays off the member.
  what text not null,
  -- What the source said: of the field; the first day, for advance; its id of the person, for link.
  value text,
  -- Of the record when it was undone: another episode is another question.
  episode integer not null,
  run_id bigint not null,
  actor text not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  -- With the organization: a row cannot belong to another one's integration.
  foreign key (org_id, integration_id) references integrations (org_id, id) on delete cascade
);
create unique index declines_open on declines (integration_id, external_id, member_id, what, (coalesce(value, '')))
  where ended_at is null;
create index declines_by_member on declines (member_id) where ended_at is null;
alter table declines enable row level security;
alter table declines force row level security;
create policy own on declines using (org_id = (select nullif(current_setting('muster.org', true), '')::integer));
grant select, insert, update on declines to {{app_role}};
