import {
  type Check,
  type ConnectorContext,
  type ConnectorError,
  isConnectorError,
  type QueryValue,
  type SourceRecord,
} from "@muster/connector-sdk";
import { askWorkers, fieldsOf } from "./ask.ts";
import { MAPPING } from "./fields.ts";
import { LIST_PATH, type ListPage, PAGE_SIZE, readListPage } from "./list.ts";

/** Below this share of current people with a work e-mail something is wrong with the token or the company's data. */
const LEAST_MAIL_PERCENT = 80;
/** What the default mapping reads, by what it fills. */
const SHOWN = Object.entries(MAPPING);
const REQUIRED = ["status", "user.name.given_name"];

const LABELS = {
  reachable: "Rippling answers",
  signedIn: "API token",
  listsPeople: "List of workers",
  seesLeavers: "People who left",
  fieldsReadable: "Fields the token may read",
  fillRates: "Filled fields",
  callsPerFullSync: "Calls for a full sync",
};
const REACHED = check("reachable", "pass", "the API answered");
const SIGNED_IN = [REACHED, check("signedIn", "pass", "the token was accepted")];
const ACCESS_FIX =
  "Give the token the scopes, and its owner the right, to see every worker and these fields; levels need the API's second tier.";

/** Test connection. What the first answer refuses, or leaves nobody to look at, ends the list. */
export async function verify(context: ConnectorContext<unknown>): Promise<Check[]> {
  const sample = await attempt(context, { limit: PAGE_SIZE, order_by: "created_at desc" });
  if (isConnectorError(sample)) return refused(sample);
  const read = sample.records.length + sample.rejected.length;
  if (read === 0) {
    return [...SIGNED_IN, check("listsPeople", "fail", "nobody, those who left included", ACCESS_FIX)];
  }
  const more = sample.next === null ? "" : "more than ";
  const seen = `${more}${read} people, those who left included; Rippling gives no total`;
  const calls = sample.next === null ? "1" : `one for every ${PAGE_SIZE} people, those who left included`;
  return [
    ...SIGNED_IN,
    check("listsPeople", "pass", seen),
    seesLeavers(await attempt(context, { filter: "status eq 'TERMINATED'", limit: 1 })),
    fieldsReadable(sample),
    fillRates(sample),
    check("callsPerFullSync", "pass", calls),
  ];
}

async function attempt(
  { http, signal, asOf }: ConnectorContext<unknown>,
  query: Readonly<Record<string, QueryValue>>,
): Promise<ListPage | ConnectorError> {
  try {
    const { answer, without } = await askWorkers({ http }, { path: LIST_PATH, query });
    const page = readListPage(answer.body, http, asOf);
    return { ...page, restricted: [...new Set([...page.restricted, ...fieldsOf(without)])] };
  } catch (error) {
    if (isConnectorError(error) && !signal.aborted) return error;
    throw error;
  }
}

/** The checks up to the one that the first answer refused. */
function refused(error: ConnectorError): Check[] {
  if (error.kind === "auth") return [REACHED, failed("signedIn", error)];
  if (error.kind === "permission") return [...SIGNED_IN, failed("listsPeople", error)];
  return [failed("reachable", error)];
}

function failed(id: keyof typeof LABELS, { message, fix, kind }: ConnectorError): Check {
  return { ...check(id, "fail", message, fix), kind };
}

function seesLeavers(answer: ListPage | ConnectorError): Check {
  if (isConnectorError(answer)) return failed("seesLeavers", answer);
  if (answer.records.length + answer.rejected.length > 0) {
    return check("seesLeavers", "pass", "terminated workers are listed");
  }
  const fix =
    "Right if nobody has ever left; else let the token's owner see terminated workers and the status.";
  return check("seesLeavers", "warn", "no terminated workers", fix);
}

function fieldsReadable({ restricted, rejected, records }: ListPage): Check {
  const nameless = rejected.filter((record) => record.externalId === undefined).length;
  const notes = [
    restricted.length > 0 && `not readable, at least for some: ${restricted.join(", ")}`,
    rejected.length > 0 && `${rejected.length} of ${rejected.length + records.length} records not understood`,
    nameless > 0 && `${nameless} of them without an id`,
  ].filter((note) => note !== false);
  if (notes.length === 0) return check("fieldsReadable", "pass", "every field that is asked for");
  // Without the status nobody can be told to have left, without the id nobody can be told apart.
  const fatal = nameless > 0 || REQUIRED.some((field) => restricted.includes(field));
  return check("fieldsReadable", fatal ? "fail" : "warn", notes.join("; "), ACCESS_FIX);
}

function fillRates({ records }: ListPage): Check {
  const people = records.filter((record) => record.vendorStatus === "active");
  if (people.length === 0) {
    const fix = "Right if nobody works there any more; else let the token's owner see active workers.";
    return check("fillRates", "warn", "no current people among the newest records", fix);
  }
  const rates = SHOWN.map(([target, { first }]) => `${target} ${percentFilled(people, first)} %`);
  const detail = `of the newest ${people.length} current people: ${rates.join(", ")}`;
  if (percentFilled(people, MAPPING.workEmail?.first ?? []) >= LEAST_MAIL_PERCENT) {
    return check("fillRates", "pass", detail);
  }
  const fix = "People without a work e-mail are left out: fill it in Rippling, or let the token read it.";
  return check("fillRates", "warn", detail, fix);
}

function percentFilled(people: readonly SourceRecord[], sources: readonly string[]): number {
  const filled = people.filter(({ fields }) => sources.some((field) => (fields[field] ?? null) !== null));
  return Math.floor((100 * filled.length) / people.length);
}

function check(id: keyof typeof LABELS, outcome: Check["outcome"], detail: string, fix?: string): Check {
  return { id, label: LABELS[id], outcome, detail, ...(fix !== undefined && { fix }) };
}
