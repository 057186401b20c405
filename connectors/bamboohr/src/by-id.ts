import { type ConnectorContext, ConnectorError, type LookResult } from "@muster/connector-sdk";
import { isEmployeeNotFound } from "./errors.ts";
import { FIELDS } from "./fields.ts";
import { LIST_PATH } from "./list.ts";
import { readRecord } from "./record.ts";

/**
 * The by-id look, `GET /api/v1/employees/{id}`. It names fields otherwise than the list and leaves out what the
 * key may not read; both are undone here, so that one person reads the same by either way.
 */
export async function readOne({ http }: ConnectorContext<unknown>, externalId: string): Promise<LookResult> {
  if (!/^\w[\w-]*$/.test(externalId)) throw unclear("the id is none that BambooHR gives");
  const answer = await http.get(`${LIST_PATH}/${externalId}`, {
    query: { fields: FIELDS.map((field) => field.byId).join(",") },
    expect: [404],
  });
  if (answer.status === 404) {
    // Only BambooHR's own words say that there is no such person; any gateway can answer a bare 404.
    if (isEmployeeNotFound(answer.headers)) return { found: false };
    throw unclear("it answered 404 without saying that there is no such employee");
  }
  const read = readRecord(withListNames(answer.body));
  if ("rejected" in read)
    throw unclear(`the record cannot be read: ${read.rejected.path} ${read.rejected.issue}`);
  // Id 0 means "whoever owns the key": an answer about somebody else is no answer.
  if (read.record.externalId !== externalId) throw unclear("it answered with another employee");
  return { found: true, record: read.record };
}

function withListNames(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const given = new Map<string, unknown>(Object.entries(body));
  return Object.fromEntries(FIELDS.map((field) => [field.id, given.get(field.byId)]));
}

function unclear(what: string): ConnectorError {
  return new ConnectorError("contract", `BambooHR could not be asked about one employee: ${what}.`, {
    code: "unclearLook",
    fix: "Nothing to do now: the person stays as they are and is asked about again by the next full run.",
  });
}
