import { type Check, type ConnectorContext, type Page, testConnection } from "@muster/connector-sdk";
import { machineValue } from "./copies.ts";
import { ACCESS_FIX } from "./errors.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { toPage } from "./list.ts";
import { ROOT_ID, stateOf } from "./record.ts";
import { search } from "./search.ts";

/** People looked at with all fields, of those who have not left. */
const SAMPLE_SIZE = 250;
const LIFECYCLE = { id: "internal.lifecycleStatus" };

/** Test connection. Counting everybody takes one request: HiBob has no pages, so ids and states are asked for first. */
export function verify(context: ConnectorContext<unknown>): Promise<Check[]> {
  let leavers = 0;
  const sample = async (): Promise<Page> => {
    const people = await search(context, [ROOT_ID, LIFECYCLE]);
    const current = people.filter((person) => !hasLeft(person));
    leavers = people.length - current.length;
    const ids = (current.length === 0 ? people : current)
      .map((person) => machineValue(person, ROOT_ID))
      .filter((id) => typeof id === "string")
      .slice(-SAMPLE_SIZE);
    const seen = ids.length === 0 ? people : await search(context, FIELDS, ids);
    return { ...(await toPage(context, FIELDS, seen)), total: people.length };
  };
  return testConnection(
    {
      vendor: "HiBob",
      credential: "service user",
      accessFix: ACCESS_FIX,
      mapping: MAPPING,
      required: [LIFECYCLE.id],
      sample,
      headCount: ({ total }) => total,
      leavers: () => leavers,
      calls: () => "1: everybody comes in one answer; more where it is too large",
    },
    context.signal,
  );
}

function hasLeft(person: unknown): boolean {
  return stateOf(machineValue(person, LIFECYCLE)) === "terminated";
}
