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

/** Test connection. A check that fails ends the list: what follows could not be judged. */
export async function verify(context: ConnectorContext<unknown>): Promise<Check[]> {
  const sample = await attempt(context, {
    fields: LIST_FIELDS,
    sort: "-employeeId",
    "page[limit]": SAMPLE_SIZE,
  });
  if (isConnectorError(sample)) return refused(sample);
  const checks = [reached(), signedIn(), listsPeople(sample)];
  if (sample.total === 0) return checks;
  const leavers = await attempt(context, {
    fields: "employeeId",
    "filter[status]": "inactive",
    "page[limit]": 1,
  });
  return [...checks, seesLeavers(leavers), fieldsReadable(sample), fillRates(sample), calls(sample.total)];
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

function reached(): Check {
  return {
    id: "reachable",
    label: "BambooHR answers",
    outcome: "pass",
    detail: "the company's address answered",
  };
}

function signedIn(): Check {
  return { id: "signedIn", label: "API key", outcome: "pass", detail: "the key was accepted" };
}

/** The checks up to the one that the first answer refused. */
function refused(error: ConnectorError): Check[] {
  const failed = { outcome: "fail", detail: error.message, fix: error.fix } as const;
  if (error.kind === "auth") return [reached(), { ...signedIn(), ...failed }];
  const people = { id: "listsPeople", label: "List of employees", ...failed };
  if (error.kind === "permission") return [reached(), signedIn(), people];
  return [{ ...reached(), ...failed }];
}

function listsPeople({ total }: ListPage): Check {
  const check = {
    id: "listsPeople",
    label: "List of employees",
    detail: `${total} people, those who left included`,
  };
  if (total > 0) return { ...check, outcome: "pass" };
  const fix = "Give the key's user an access level that sees every employee; BambooHR hides the others.";
  return { ...check, outcome: "fail", fix };
}

function seesLeavers(answer: ListPage | ConnectorError): Check {
  const check = { id: "seesLeavers", label: "People who left" };
  if (isConnectorError(answer)) return { ...check, outcome: "fail", detail: answer.message, fix: answer.fix };
  const detail = `${answer.total} inactive people`;
  if (answer.total > 0) return { ...check, outcome: "pass", detail };
  const fix =
    "Right if nobody has ever left; else let the key's user see inactive employees and their status.";
  return { ...check, outcome: "warn", detail, fix };
}

function fieldsReadable({ restricted, rejected, records }: ListPage): Check {
  const check = { id: "fieldsReadable", label: "Fields the key may read" };
  const nameless = rejected.filter((record) => record.externalId === undefined).length;
  const notes = [
    restricted.length > 0 && `not readable, at least for some: ${restricted.join(", ")}`,
    rejected.length > 0 && `${rejected.length} of ${rejected.length + records.length} records not understood`,
    nameless > 0 && `${nameless} of them without an id`,
  ].filter((note) => note !== false);
  if (notes.length === 0) return { ...check, outcome: "pass", detail: "every field that is asked for" };
  // Without the status nobody can be told to have left, without the id nobody can be told apart.
  const outcome = restricted.includes("status") || nameless > 0 ? "fail" : "warn";
  const fix = "Let the access level of the key's user view these fields, for all employees.";
  return { ...check, outcome, detail: notes.join("; "), fix };
}

function fillRates({ records }: ListPage): Check {
  const check = { id: "fillRates", label: "Filled fields" };
  const people = records.filter((record) => record.vendorStatus !== "terminated");
  if (people.length === 0) {
    const fix = "Nothing to do if nobody works there any more; else let the key's user see active employees.";
    return { ...check, outcome: "warn", detail: "no current people among the newest records", fix };
  }
  const rates = SHOWN.map((field) => `${field} ${percentFilled(people, field)} %`);
  const detail = `of the newest ${people.length} current people: ${rates.join(", ")}`;
  if (percentFilled(people, "workEmail") >= LEAST_MAIL_PERCENT) return { ...check, outcome: "pass", detail };
  const fix =
    "People without a work e-mail are left out of the sync: fill the field in BambooHR, or let the key read it.";
  return { ...check, outcome: "warn", detail, fix };
}

function percentFilled(people: readonly SourceRecord[], field: string): number {
  const filled = people.filter((person) => (person.fields[field] ?? null) !== null).length;
  return Math.floor((100 * filled) / people.length);
}

function calls(total: number): Check {
  const pages = Math.ceil(total / PAGE_SIZE);
  const detail = `${pages} ${pages === 1 ? "call" : "calls"} of up to ${PAGE_SIZE} people`;
  return { id: "callsPerFullSync", label: "Calls for a full sync", outcome: "pass", detail };
}
