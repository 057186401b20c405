import type { HealthFacts, LastRun } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** What decides how an integration is, and the names by which people know it. */
export interface IntegrationFacts extends HealthFacts {
  name: string;
  orgId: number;
  /** When somebody was told that it broke, and not yet that it healed. */
  brokenAt: Date | null;
  /** When a run that was applied, dry ones left out, last ended. */
  lastGoodAt: Date | null;
}

/** A lease that ran out so long ago that another worker should have taken the run over. */
const ABANDONED_SECONDS = 120;

/** Of all integrations that the transaction sees or of some, the oldest first. */
export async function readHealthFacts(
  tx: Tx,
  { now, ids }: { now: Date; ids?: readonly number[] },
): Promise<IntegrationFacts[]> {
  const { rows } = await sql<Omit<IntegrationFacts, "now">>`
    select i.id, i.name, i.org_id as "orgId", i.schedule, o.time_zone as "timeZone", i.enabled, i.next_run_at as "nextRunAt", i.failures,
      i.failing_since as "failingSince", i.uncertified, i.broken_at as "brokenAt", pause.of as "vendorPause",
      good.at as "lastGoodAt",
      under_way.of as "underWay", queued.since as "queuedSince", last.of as last,
      waiting.items::integer as waiting, waiting.since as "waitingSince", conflicts.open::integer as conflicts
    from integrations i join organizations o on o.id = i.org_id
    left join lateral (
      select json_build_object('connector', p.connector, 'reason', p.reason, 'since', p.since) as of
      from vendor_pauses p where p.connector = i.connector and p.ended_at is null
    ) pause on true
    left join lateral (
      select json_build_object('run', r.id, 'phase', r.state, 'people', r.people, 'total', r.total,
        'startedAt', r.started_at, 'abandoned', exists (
          select from leases l where l.run_id = r.id
            and l.lease_until < clock_timestamp() - make_interval(secs => ${ABANDONED_SECONDS}))) as of
      from runs r where r.integration_id = i.id and r.state in ('reading', 'planning', 'applying')
    ) under_way on true
    left join lateral (
      select min(r.queued_at) as since from runs r where r.integration_id = i.id and r.state = 'queued'
    ) queued on true
    left join lateral (
      select json_build_object('run', r.id, 'state', r.state, 'mode', r.mode, 'certificate', r.certificate,
        'counts', coalesce(r.counts, '{}'), 'kind', r.reason_kind, 'code', r.reason_code, 'reason', r.reason, 'fix', r.fix,
        'endedAt', r.ended_at) as of
      from runs r where r.integration_id = i.id and r.state in ('succeeded', 'held', 'failed') and not r.dry_run
      order by r.id desc limit 1
    ) last on true
    left join lateral (
      select r.ended_at as at from runs r
      where r.integration_id = i.id and r.state in ('succeeded', 'held') and not r.dry_run
      order by r.id desc limit 1
    ) good on true
    cross join lateral (
      select count(*) as items, min(w.since) as since from (
        select h.created_at as since from holds h where h.integration_id = i.id and h.state = 'open'
        union all
        select f.since from field_holds f where f.integration_id = i.id and f.state = 'open'
        union all
        select p.created_at from plan_holds p where p.integration_id = i.id and p.state = 'open') w
    ) waiting
    cross join lateral (
      select count(*) as open from conflicts c where c.integration_id = i.id and c.state = 'open'
    ) conflicts
    where i.deleted_at is null and (${ids ?? null}::bigint[] is null or i.id = any(${ids ?? null}::bigint[]))
    order by i.id`.execute(tx);
  return rows.map((row) => ({ ...row, ...timesOf(row), now }));
}

/** Within JSON a time is text. */
function timesOf({
  vendorPause,
  underWay,
  last,
}: Pick<HealthFacts, "vendorPause" | "underWay" | "last">): Pick<
  HealthFacts,
  "vendorPause" | "underWay" | "last"
> {
  const date = (time: Date): Date => new Date(time);
  const ended = (run: LastRun): LastRun => ({ ...run, endedAt: date(run.endedAt) });
  return {
    vendorPause: vendorPause && { ...vendorPause, since: date(vendorPause.since) },
    underWay: underWay && { ...underWay, startedAt: underWay.startedAt && date(underWay.startedAt) },
    last: last && ended(last),
  };
}
