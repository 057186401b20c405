import {
  type Check,
  type ConnectorContext,
  type ConnectorError,
  isConnectorError,
  type Page,
  type SourceRecord,
} from "@muster/connector-sdk";
import { z } from "zod";
import { machineValue } from "./copies.ts";
import { ACCESS_FIX } from "./errors.ts";
import { FIELD_IDS, MAPPING } from "./fields.ts";
import { toPage } from "./list.ts";
import { stateOf } from "./record.ts";
import { search } from "./search.ts";

/** People looked at for the fill rates, of those who have not left. */
const SAMPLE_SIZE = 250;
/** Below this share of current people with a work e-mail something is wrong with the rights or the company's data. */
const LEAST_MAIL_PERCENT = 80;
/** Fields whose fill rate is shown: those that the default mapping reads. */
const SHOWN = Object.values(MAPPING).flatMap((source) => source.first);

const LABELS = {
  reachable: "HiBob answers",
  signedIn: "Service user",
  listsPeople: "List of people",
  seesLeavers: "People who left",
  fieldsReadable: "Fields the service user may read",
  fillRates: "Filled fields",
  callsPerFullSync: "Calls for a full sync",
};
const SIGNED_IN = [
  check("reachable", "pass", "HiBob answered"),
  check("signedIn", "pass", "the service user was accepted"),
];

/** Test connection. What the first answer refuses, or leaves nobody to look at, ends the list. */
export async function verify(context: ConnectorContext<unknown>): Promise<Check[]> {
  const people = await attempt(context, () => search(context, ["root.id", "internal.lifecycleStatus"]));
  if (isConnectorError(people)) return refused(people);
  const seen = `${people.length} people, those who left included`;
  if (people.length === 0) return [...SIGNED_IN, check("listsPeople", "fail", seen, ACCESS_FIX)];
  const current = people.filter((person) => !hasLeft(person));
  const ids = (current.length === 0 ? people : current)
    .flatMap((person) => z.string().safeParse(machineValue(person, "root.id")).data ?? [])
    .slice(-SAMPLE_SIZE);
  const sample = await attempt(context, async () =>
    toPage(context, await search(context, FIELD_IDS, ids), null),
  );
  return [
    ...SIGNED_IN,
    check("listsPeople", "pass", seen),
    seesLeavers(people.length - current.length),
    ...(isConnectorError(sample)
      ? [failed("fieldsReadable", sample)]
      : [fieldsReadable(sample), fillRates(sample)]),
    check("callsPerFullSync", "pass", "1: everybody comes in one answer; more where it is too large"),
  ];
}

function hasLeft(person: unknown): boolean {
  return stateOf(machineValue(person, "internal.lifecycleStatus")) === "terminated";
}

async function attempt<T>(
  { signal }: ConnectorContext<unknown>,
  work: () => Promise<T>,
): Promise<T | ConnectorError> {
  try {
    return await work();
  } catch (error) {
    if (isConnectorError(error) && !signal.aborted) return error;
    throw error;
  }
}

/** The checks up to the one that the first answer refused; HiBob blocks whoever insists after a 401. */
function refused(error: ConnectorError): Check[] {
  if (error.kind === "auth") return [...SIGNED_IN.slice(0, 1), failed("signedIn", error)];
  if (error.kind === "permission") return [...SIGNED_IN, failed("listsPeople", error)];
  return [failed("reachable", error)];
}

function failed(id: keyof typeof LABELS, { message, fix, kind }: ConnectorError): Check {
  return { ...check(id, "fail", message, fix), kind };
}

function seesLeavers(count: number): Check {
  const detail = `${count} terminated people`;
  if (count > 0) return check("seesLeavers", "pass", detail);
  return check("seesLeavers", "warn", detail, `Right if nobody has ever left; else: ${ACCESS_FIX}`);
}

function fieldsReadable({ restricted = [], rejected, records }: Page): Check {
  const nameless = rejected.filter((record) => record.externalId === undefined).length;
  const notes = [
    restricted.length > 0 && `not readable: ${restricted.join(", ")}`,
    rejected.length > 0 && `${rejected.length} of ${rejected.length + records.length} records not understood`,
    nameless > 0 && `${nameless} of them without an id`,
  ].filter((note) => note !== false);
  if (notes.length === 0) return check("fieldsReadable", "pass", "every field that is asked for");
  // Without the lifecycle nobody can be told to have left, without the id nobody can be told apart.
  const blind = restricted.includes("internal.lifecycleStatus") || nameless > 0;
  return check("fieldsReadable", blind ? "fail" : "warn", notes.join("; "), ACCESS_FIX);
}

function fillRates({ records }: Page): Check {
  const people = records.filter((record) => record.vendorStatus !== "terminated");
  if (people.length === 0) {
    const fix = "Right if nobody works there any more; else let the service user see employed people.";
    return check("fillRates", "warn", "no current people", fix);
  }
  const rates = SHOWN.map((field) => `${field} ${percentFilled(people, field)} %`);
  const detail = `of ${people.length} current people: ${rates.join(", ")}`;
  if (percentFilled(people, "root.email") >= LEAST_MAIL_PERCENT) return check("fillRates", "pass", detail);
  const fix =
    "People without a work e-mail are left out: fill it in HiBob, or let the service user view Basic info.";
  return check("fillRates", "warn", detail, fix);
}

function percentFilled(people: readonly SourceRecord[], field: string): number {
  const filled = people.filter((person) => (person.fields[field] ?? null) !== null).length;
  return Math.floor((100 * filled) / people.length);
}

function check(id: keyof typeof LABELS, outcome: Check["outcome"], detail: string, fix?: string): Check {
  return { id, label: LABELS[id], outcome, detail, ...(fix !== undefined && { fix }) };
}
