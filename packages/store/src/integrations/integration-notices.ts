import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** What somebody was told of an integration. */
export interface IntegrationNotice {
  kind: "integrationBroken" | "integrationHealed";
  message: string;
  at: Date;
}

/** The newest first. */
export async function listIntegrationNotices(
  tx: Tx,
  { integrationId, limit }: { integrationId: number; limit: number },
): Promise<IntegrationNotice[]> {
  const { rows } = await sql<IntegrationNotice>`
    select kind, message, created_at as at from notices
    where kind in ('integrationBroken', 'integrationHealed')
      and subject like ${`integration:${integrationId}:%`}
    order by id desc limit ${limit}`.execute(tx);
  return rows;
}
