import {
  type Check,
  type ConnectorContext,
  type ConnectorError,
  isConnectorError,
  type SourceRecord,
} from "@muster/connector-sdk";
import { LIST_FIELDS, MAPPING } from "./fields.ts";
import { LIST_PATH, type ListPage, PAGE_SIZE, readListPage } from "./list.ts";

/** People looked at for the fill rates: the newest, because the oldest of a company have mostly left. */
const SAMPLE_SIZE = 250;
/** Below this share of current people with a work e-mail something is wrong with the key or the company's data. */
const LEAST_MAIL_PERCENT = 80;
/** Fields whose fill rate is shown: those that the default mapping reads. */
const SHOWN = Object.values(MAPPING).flatMap((source) => source.first);

const LABELS = {
  reachable: "BambooHR answers",
  signedIn: "API key",
  listsPeople: "List of employees",
  seesLeavers: "People who left",
  fieldsReadable: "Fields the key may read",
  fillRates: "Filled fields",
  callsPerFullSync: "Calls for a full sync",
};
const REACHED = check("reachable", "pass", "the company's address answered");
const SIGNED_IN = [REACHED, check("signedIn", "pass", "the key was accepted")];
const ACCESS_FIX = "Give the key's user an access level that views every employee and these fields.";

/** Test connection. What the first answer refuses, or leaves nobody to look at, ends the list. */
export async function verify(context: ConnectorContext<unknown>): Promise<Check[]> {
  const sampled = { fields: LIST_FIELDS, sort: "-employeeId", "page[limit]": SAMPLE_SIZE };
  const sample = await attempt(context, sampled);
  if (isConnectorError(sample)) return refused(sample);
  const { total } = sample;
  const seen = `${total} people, those who left included`;
  if (total === 0) return [...SIGNED_IN, check("listsPeople", "fail", seen, ACCESS_FIX)];
  const inactive = { fields: "employeeId", "filter[status]": "inactive", "page[limit]": 1 };
  return [
    ...SIGNED_IN,
    check("listsPeople", "pass", seen),
    seesLeavers(await attempt(context, inactive)),
    fieldsReadable(sample),
    fillRates(sample),
    check("callsPerFullSync", "pass", `${Math.ceil(total / PAGE_SIZE)}, of up to ${PAGE_SIZE} people each`),
  ];
}

async function attempt(
  { http, signal }: ConnectorContext<unknown>,
  query: Readonly<Record<string, string | number>>,
): Promise<ListPage | ConnectorError> {
  try {
    const { body } = await http.get(LIST_PATH, { query });
    return readListPage(body);
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
  const detail = `${answer.total} inactive people`;
  if (answer.total > 0) return check("seesLeavers", "pass", detail);
  const fix = "Right if nobody has ever left; else let the key's user see inactive employees and the status.";
  return check("seesLeavers", "warn", detail, fix);
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
  const outcome = restricted.includes("status") || nameless > 0 ? "fail" : "warn";
  return check("fieldsReadable", outcome, notes.join("; "), ACCESS_FIX);
}

function fillRates({ records }: ListPage): Check {
  const people = records.filter((record) => record.vendorStatus !== "terminated");
  if (people.length === 0) {
    const fix = "Right if nobody works there any more; else let the key's user see active employees.";
    return check("fillRates", "warn", "no current people among the newest records", fix);
  }
  const rates = SHOWN.map((field) => `${field} ${percentFilled(people, field)} %`);
  const detail = `of the newest ${people.length} current people: ${rates.join(", ")}`;
  if (percentFilled(people, "workEmail") >= LEAST_MAIL_PERCENT) return check("fillRates", "pass", detail);
  const fix = "People without a work e-mail are left out: fill it in BambooHR, or let the key read it.";
  return check("fillRates", "warn", detail, fix);
}

function percentFilled(people: readonly SourceRecord[], field: string): number {
  const filled = people.filter((person) => (person.fields[field] ?? null) !== null).length;
  return Math.floor((100 * filled) / people.length);
}

function check(id: keyof typeof LABELS, outcome: Check["outcome"], detail: string, fix?: string): Check {
  return { id, label: LABELS[id], outcome, detail, ...(fix !== undefined && { fix }) };
}
