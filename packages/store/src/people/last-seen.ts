import { sql } from "kysely";

/** Change rows of identity `i` that runs applied. */
const OWN_CHANGES = sql`changes c join batches b on b.id = c.batch_id
      where c.member_id is not distinct from i.member_id and c.integration_id = i.integration_id
        and c.external_id = i.external_id and b.seq is not null and b.kind = 'run'`;

/** The run that first missed identity `i`; null where they are not missing now. */
const MISSED_BY = sql`case when i.claim = 'suspect'
      or (i.claim = 'left' and i.employment is distinct from 'terminated')
    then (select max(b.run_id) from ${OWN_CHANGES} and c.reason = 'absent') end`;

/**
 * Applied complete reads of integration `n`: whoever is no suspect after one was in it. Not every one has a sealed
 * batch, because one that changes nothing leaves none; one that was held whole has applied nothing.
 */
const COMPLETE = sql`runs r
      where r.integration_id = i.integration_id and r.mode = 'full' and r.certificate in ('counted', 'walked')
        and not r.dry_run and (r.state = 'succeeded' or r.id = n.last_applied_run
          or exists (select from batches b where b.run_id = r.id and b.seq is not null and b.kind = 'run'))
        and (i.claim = 'employed' or i.claim = 'suspect'
          or (i.claim = 'left' and i.employment is distinct from 'terminated'))`;

/**
 * Of an identity `i` of integration `n`: the newest applied run that is known to have read its record. Nothing is stored for it, because
 * people who do not change cost no write: a complete read has seen whoever its source claims afterwards; besides, a
 * change of the record and a hold by the vendor's word tell that it was read.
 */
export const seenRun = sql`(
    select max(known.run) from (
      select (select max(r.id) from ${COMPLETE}) as last, ${MISSED_BY} as missed offset 0) w
    cross join lateral (
      select case when w.missed is null then w.last else (
        select max(r.id) from ${COMPLETE} and r.id < w.missed) end as run
      union all
      select max(b.run_id) from ${OWN_CHANGES}
        and c.reason is distinct from 'absent' and c.reason is distinct from 'absentTwice'
        and (w.missed is null or b.run_id < w.missed)
      union all
      select max(h.last_run_id) from holds h
      where h.integration_id = i.integration_id and h.external_id = i.external_id and h.cause <> 'absence'
    ) known)`;
