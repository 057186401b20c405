import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { writeAudit } from "./audit.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";

export interface Seats {
  /** Null: members are not counted. */
  seats: number | null;
  /** Invited and active members. */
  taken: number;
  /** Staged members whom nothing else keeps from one. */
  waiting: number;
}

export async function readSeats(tx: Tx, orgId: number): Promise<Seats> {
  const { rows } = await sql<Seats>`
    select seats,
      (select count(*) from members where status in ('invited', 'active')) as taken,
      (select count(*) from members where status = 'staged' and 'seat' = any (waits)) as waiting
    from organizations where id = ${orgId}`.execute(tx);
  return rows[0] ?? { seats: null, taken: 0, waiting: 0 };
}

/**
 * Sets how many members may be invited or active, null for any number. Whoever waits for a seat that there is by then
 * gets it, the oldest first. Nobody loses the seat they have: fewer seats than members only keep the next ones out.
 */
export async function setSeats(tx: Tx, act: PersonAct, seats: number | null): Promise<void> {
  await actOnMembers(tx, act, async () => {
    // A number that nobody reaches gives everybody their seat in this act; after it they are not counted.
    await sql`update organizations set seats = ${seats ?? MANY} where id = ${act.orgId}`.execute(tx);
  });
  if (seats === null) await sql`update organizations set seats = null where id = ${act.orgId}`.execute(tx);
  await writeAudit(tx, {
    ...act,
    act: "organizations.seats",
    subject: `organization:${act.orgId}`,
    detail: { seats },
  });
}

const MANY = 2_147_483_647;
