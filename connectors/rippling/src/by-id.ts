import { type ConnectorContext, ConnectorError, type LookResult } from "@muster/connector-sdk";
import { askWorkers } from "./ask.ts";
import { isRecordNotFound } from "./errors.ts";
import { LIST_PATH } from "./list.ts";
import { readRecord } from "./record.ts";

/** The by-id look, `GET /workers/{id}/`. */
export async function readOne(
  { http, asOf }: ConnectorContext<unknown>,
  externalId: string,
): Promise<LookResult> {
  if (!/^\w[\w-]*$/.test(externalId)) throw unclear("the id is none that Rippling gives");
  const { answer } = await askWorkers({ http }, { path: `${LIST_PATH}${externalId}/`, expect: [404] });
  if (answer.status === 404) {
    if (isRecordNotFound(answer.body)) return { found: false };
    throw unclear("it answered 404 without saying that there is no such worker");
  }
  const read = readRecord(answer.body, [], asOf);
  if ("rejected" in read) {
    throw unclear(`the record cannot be read: ${read.rejected.path} ${read.rejected.issue}`);
  }
  if (read.record.externalId !== externalId) throw unclear("it answered with another worker");
  return { found: true, record: read.record };
}

function unclear(what: string): ConnectorError {
  return new ConnectorError("contract", `Rippling could not be asked about one worker: ${what}.`, {
    code: "unclearLook",
    fix: "Nothing to do now: the person stays as they are and is asked about again by the next full run.",
  });
}
