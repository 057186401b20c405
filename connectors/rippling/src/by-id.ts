import { type ConnectorContext, isPathId, type LookResult, unclearLook } from "@muster/connector-sdk";
import { askWorkers } from "./ask.ts";
import { isRecordNotFound } from "./errors.ts";
import { LIST_PATH } from "./list.ts";
import { readRecord } from "./record.ts";
import { readWorkLocations, withLocationName } from "./work-locations.ts";

/** The by-id look, `GET /workers/{id}/`. */
export async function readOne(context: ConnectorContext<unknown>, externalId: string): Promise<LookResult> {
  if (!isPathId(externalId)) throw unclear("the id is none that Rippling gives");
  const { answer } = await askWorkers(context, { path: `${LIST_PATH}${externalId}/`, expect: [404] });
  if (answer.status === 404) {
    if (isRecordNotFound(answer.body)) return { found: false };
    throw unclear("it answered 404 without saying that there is no such worker");
  }
  const worker = withLocationName(answer.body, await readWorkLocations(context));
  const read = readRecord(worker, [], context);
  if ("rejected" in read) {
    throw unclear(`the record cannot be read: ${read.rejected.path} ${read.rejected.issue}`);
  }
  if (read.record.externalId !== externalId) throw unclear("it answered with another worker");
  return { found: true, record: read.record };
}

function unclear(what: string): Error {
  return unclearLook("Rippling", what);
}
