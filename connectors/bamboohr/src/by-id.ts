import {
  type ConnectorContext,
  type ConnectorError,
  isPathId,
  type LookResult,
  type RejectedRecord,
  unclearLook,
} from "@muster/connector-sdk";
import { LIST_PATH } from "./api.ts";
import { openDataset } from "./dataset.ts";
import { isEmployeeNotFound } from "./errors.ts";
import { FIELDS } from "./fields.ts";
import { datasetFields, rowsOf, withDataset } from "./join.ts";
import { readRecord } from "./record.ts";

/**
 * The by-id look, `GET /api/v1/employees/{id}`. It names fields otherwise than the list and leaves out what the
 * credentials may not read; both are undone here, so that one person reads the same by either way.
 */
export async function readOne(context: ConnectorContext<unknown>, externalId: string): Promise<LookResult> {
  if (!isPathId(externalId)) throw unclearLook("BambooHR", "the id is none that BambooHR gives");
  const answer = await context.http.get(`${LIST_PATH}/${externalId}`, {
    query: { fields: FIELDS.map((field) => field.byId).join(",") },
    expect: [404],
  });
  if (answer.status === 404) {
    // Only BambooHR's own words say that there is no such person; any gateway can answer a bare 404.
    if (isEmployeeNotFound(answer.headers)) return { found: false };
    throw unclearLook("BambooHR", "it answered 404 without saying that there is no such employee");
  }
  const read = readRecord(withListNames(answer.body));
  if ("rejected" in read) throw unreadable(read.rejected);
  // Id 0 means "whoever owns the key": an answer about somebody else is no answer.
  if (read.record.externalId !== externalId)
    throw unclearLook("BambooHR", "it answered with another employee");
  const fields = datasetFields(context);
  const rows = await rowsOf(openDataset(context, fields), [externalId]);
  const { records, rejected } = withDataset({ records: [read.record], rejected: [] }, fields, rows);
  const [record = read.record] = records;
  if (rejected[0]) throw unreadable(rejected[0]);
  return { found: true, record };
}

function withListNames(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const given = new Map<string, unknown>(Object.entries(body));
  return Object.fromEntries(FIELDS.map((field) => [field.id, given.get(field.byId)]));
}

function unreadable({ path, issue }: RejectedRecord): ConnectorError {
  return unclearLook("BambooHR", `the record cannot be read: ${path} ${issue}`);
}
