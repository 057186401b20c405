import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** An act that changes no member: who did what to what. No secret, no personal data. */
export interface AuditedAct {
  orgId: number;
  actor: string;
  /** Business clock. */
  now: Date;
  /** Such as `integrations.enable`. */
  act: string;
  /** Such as `integration:7`. */
  subject: string;
  detail?: Readonly<Record<string, unknown>>;
}

/** Writes an act down, in the transaction that does it. */
export async function writeAudit(tx: Tx, entry: AuditedAct): Promise<void> {
  await sql`
    insert into audit (org_id, at, actor, act, subject, detail)
    values (${entry.orgId}, ${entry.now}, ${entry.actor}, ${entry.act}, ${entry.subject},
      ${JSON.stringify(entry.detail ?? {})})`.execute(tx);
}
