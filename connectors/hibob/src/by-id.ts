import { type ConnectorContext, isPathId, type LookResult, unclearLook } from "@muster/connector-sdk";
import { readLists } from "./named-lists.ts";
import { fieldsToRead } from "./own-fields.ts";
import { listsNeeded, readRecord } from "./record.ts";

/**
 * The by-id look, `POST /people/{id}`. HiBob says 404 of people who are deleted and of those whom the service user
 * may no longer see; since it counts nobody, absence waits for a person in any case.
 */
export async function readOne(context: ConnectorContext<unknown>, externalId: string): Promise<LookResult> {
  if (!isPathId(externalId)) throw unclear("the id is none that HiBob gives");
  const fields = await fieldsToRead(context);
  const { status, body } = await context.http.post(
    `/people/${externalId}`,
    { fields: fields.map(({ id }) => id), humanReadable: "APPEND" },
    { expect: [404], idempotent: true },
  );
  if (status === 404) {
    // HiBob says it in JSON; a page or nothing at all may come from anything on the way.
    if (typeof body === "object" && body !== null) return { found: false };
    throw unclear("the answer 404 is not HiBob's own");
  }
  const labels = await readLists(context, listsNeeded([body], fields));
  const read = readRecord(body, fields, labels);
  if ("rejected" in read)
    throw unclear(`the record cannot be read: ${read.rejected.path} ${read.rejected.issue}`);
  if (read.record.externalId !== externalId) throw unclear("it answered with another person");
  return { found: true, record: read.record };
}

function unclear(what: string): Error {
  return unclearLook("HiBob", what);
}
