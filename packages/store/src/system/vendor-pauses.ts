import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import type { Store } from "../open-store.ts";

/** That the operator lets nobody read a vendor, whichever organization. */
export interface VendorPause {
  connector: string;
  actor: string;
  reason: string;
  since: Date;
}

/** Pauses a vendor. Throws StoreError vendorPaused: it is already. */
export async function pauseVendor(
  store: Store,
  { connector, actor, reason, now }: Omit<VendorPause, "since"> & { now: Date },
): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into vendor_pauses (connector, actor, reason, since) values (${connector}, ${actor}, ${reason}, ${now})
    on conflict (connector) where ended_at is null do nothing`.execute(store.system);
  if (numAffectedRows === 1n) return;
  throw new StoreError(`"${connector}" is paused already.`, {
    code: "vendorPaused",
    fix: "`muster connectors list` says since when and why.",
  });
}

/** Lets a vendor be read again; what fell due meanwhile catches up with one run each. Throws StoreError notPaused. */
export async function resumeVendor(
  store: Store,
  { connector, actor, now }: { connector: string; actor: string; now: Date },
): Promise<void> {
  const { numAffectedRows } = await sql`
    update vendor_pauses set ended_by = ${actor}, ended_at = ${now}
    where connector = ${connector} and ended_at is null`.execute(store.system);
  if (numAffectedRows === 1n) return;
  throw new StoreError(`"${connector}" is not paused.`, {
    code: "notPaused",
    fix: "`muster connectors list` shows what is.",
  });
}

export async function listVendorPauses(store: Store): Promise<VendorPause[]> {
  const { rows } = await sql<VendorPause>`
    select connector, actor, reason, since from vendor_pauses where ended_at is null order by connector`.execute(
    store.system,
  );
  return rows;
}

/** Whether the operator has paused a vendor, and why. */
export async function findVendorPause(tx: Tx, connector: string): Promise<VendorPause | undefined> {
  const { rows } = await sql<VendorPause>`
    select connector, actor, reason, since from vendor_pauses
    where connector = ${connector} and ended_at is null`.execute(tx);
  return rows[0];
}
