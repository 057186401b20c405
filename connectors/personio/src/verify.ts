import { type Check, testConnection } from "@muster/connector-sdk";
import type { Context } from "./context.ts";
import { MAPPING } from "./fields.ts";
import { listPersons, PAGE_SIZE, readPage, withDepartments } from "./people.ts";

/** People looked at: each costs a request. */
const SAMPLE_SIZE = 20;
const ACCESS =
  "Let the API credentials read persons, employments and org units, with these attributes ticked.";

/** Test connection. Personio tells neither how many people there are nor how old credentials are. */
export function verify(context: Context): Promise<Check[]> {
  const leavers = { limit: 1, status: "INACTIVE" };
  const probe = {
    vendor: "Personio",
    credential: "API credential",
    accessFix: ACCESS,
    mapping: MAPPING,
    required: ["status"],
    sample: async () => readPage(await withDepartments(context), { limit: SAMPLE_SIZE }),
    leavers: async () => ((await listPersons(context, leavers)).rows[0] ? "some" : 0),
    calls: () => `one for each person, and one for every ${PAGE_SIZE} people`,
  } as const;
  return testConnection(probe, context.signal);
}
