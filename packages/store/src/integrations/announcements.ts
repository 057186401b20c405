import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** Leavers whom a person expects from an integration. */
export interface Announcement {
  id: number;
  leavers: number;
  used: number;
  /** YYYY-MM-DD, the last day on which it counts. */
  until: string;
  actor: string;
  reason: string | null;
}

const COLUMNS = sql.raw("id, leavers, used, until::text as until, actor, reason");

export async function announce(
  tx: Tx,
  input: {
    orgId: number;
    integrationId: number;
    leavers: number;
    until: string;
    actor: string;
    reason: string | null;
    now: Date;
  },
): Promise<Announcement> {
  const { orgId, integrationId, leavers, until, actor, reason, now } = input;
  const { rows } = await sql<Announcement>`
    insert into announcements (org_id, integration_id, leavers, until, actor, reason, created_at)
    values (${orgId}, ${integrationId}, ${leavers}, ${until}, ${actor}, ${reason}, ${now})
    returning ${COLUMNS}`.execute(tx);
  const [made] = rows;
  if (!made) throw new Error("an insert gave no row");
  return made;
}

/** Those that still count on a day, the one that ends first at the head. */
export async function listAnnouncements(tx: Tx, integrationId: number, day: string): Promise<Announcement[]> {
  const { rows } = await sql<Announcement>`
    select ${COLUMNS} from announcements
    where integration_id = ${integrationId} and until >= ${day}::date and used < leavers
    order by until, id`.execute(tx);
  return rows;
}

/** Counts leavers against what was announced, the one that ends first at the head. */
export async function useAnnouncements(
  tx: Tx,
  { integrationId, day, leavers }: { integrationId: number; day: string; leavers: number },
): Promise<void> {
  let rest = leavers;
  for (const { id, leavers: announced, used } of await listAnnouncements(tx, integrationId, day)) {
    const taken = Math.min(rest, announced - used);
    if (taken === 0) return;
    await sql`update announcements set used = used + ${taken} where id = ${id}`.execute(tx);
    rest -= taken;
  }
}
