import { type ConnectorContext, isConnectorError, isPathId, type LookResult } from "@muster/connector-sdk";
import { unclear } from "../errors.ts";
import type { Settings } from "../settings.ts";
import { UNKNOWN_WORKER } from "./faults.ts";
import { askWorkers, readPage } from "./page.ts";

/** The by-id look: `Get_Workers` by reference, as of the same day as the list. */
export async function readOne(context: ConnectorContext<Settings>, externalId: string): Promise<LookResult> {
  if (!isPathId(externalId)) throw unclear("the id is none that Workday gives");
  const { asOf, now } = context;
  try {
    const question = { choice: { wid: externalId }, asOf, entry: now().toISOString(), page: 1, count: 1 };
    const answer = await askWorkers(context, question);
    const { records, rejected } = await readPage(context, answer, question);
    const [turnedAway] = rejected;
    if (turnedAway) throw unclear(`the record cannot be read: ${turnedAway.path} ${turnedAway.issue}`);
    const record = records.find((candidate) => candidate.externalId === externalId);
    if (!record) throw unclear("it answered with somebody else, or with nobody");
    return { found: true, record };
  } catch (error) {
    if (isConnectorError(error) && error.code === UNKNOWN_WORKER) return { found: false };
    throw error;
  }
}
