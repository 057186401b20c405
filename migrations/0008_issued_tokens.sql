-- why: access tokens that a vendor has issued are kept beside the credentials they came from, so that all processes share one | breaking: no | locks: none beyond a moment
-- Issued by the vendor, not entered by anybody: replaced without a person, gone with the credentials.
alter table credentials add column issued boolean not null default false;
-- From when on a new one is asked for; null where the vendor does not say.
alter table credentials add column renew_at timestamptz;
