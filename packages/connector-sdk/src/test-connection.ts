import type { Check } from "./checks.ts";
import { type ConnectorError, isConnectorError } from "./errors.ts";
import type { Mapping, MappingTarget } from "./mapping.ts";
import { MAPPING_TARGETS } from "./mapping.ts";
import type { Page, SourceRecord } from "./records.ts";

/** Below this share of current people with a work e-mail something is wrong with the rights or the company's data. */
const LEAST_MAIL_PERCENT = 80;

/** How Test connection looks at one vendor. Its functions make the requests, and throw what those throw. */
export interface Probe {
  /** As in "BambooHR answered". */
  vendor: string;
  /** What signs in, as in "the API key was accepted". */
  credential: string;
  /** What widens its rights, as one sentence. */
  accessFix: string;
  mapping: Mapping;
  /** Source fields without which nobody can be told to have left, or apart from others. */
  required: readonly string[];
  /** Some people, as many as one request gives, best the newest: the oldest of a company have mostly left. */
  sample: () => Promise<Page>;
  /** How many there are in all, where counting is cheap. Absent or undefined: the vendor does not tell. */
  headCount?: (sample: Page) => Promise<number | undefined> | number | undefined;
  /** How many of those who left can be seen, or at least whether any. */
  leavers: (sample: Page) => Promise<number | "some"> | number | "some";
  /** What one full read costs, in words: "3, of up to 1,000 people each". */
  calls: (people: number | undefined) => string;
  /** What is known of the credentials' age or end. */
  credentialAge?: () => Promise<Pick<Check, "outcome" | "detail" | "fix">>;
}

const LABELS = {
  reachable: "The vendor answers",
  signedIn: "Credentials",
  listsPeople: "List of people",
  headCount: "Head count",
  seesLeavers: "People who left",
  fieldsReadable: "Fields that may be read",
  fillRates: "Filled fields",
  credentialAge: "Age of the credentials",
  callsPerFullSync: "Calls for a full sync",
};

/**
 * Test connection in the same words for every vendor. What the first answer refuses, or leaves nobody to look at,
 * ends the list; a failure further on is a failed check among the others. `signal` tells a stop from a failure.
 */
export async function testConnection(probe: Probe, signal: AbortSignal): Promise<Check[]> {
  const attempt = async <T>(work: () => Promise<T> | T): Promise<T | ConnectorError> => {
    try {
      return await work();
    } catch (error) {
      if (isConnectorError(error) && !signal.aborted) return error;
      throw error;
    }
  };
  const sample = await attempt(probe.sample);
  if (isConnectorError(sample)) return refused(probe, sample);
  const people = await attempt(() => probe.headCount?.(sample));
  if (sample.records.length + sample.rejected.length === 0) {
    const nobody = check("listsPeople", "fail", "nobody can be seen", probe.accessFix);
    return [...signedIn(probe), nobody];
  }
  const leavers = await attempt(() => probe.leavers(sample));
  const { credentialAge } = probe;
  const age = credentialAge && (await attempt(credentialAge));
  return [
    ...signedIn(probe),
    check("listsPeople", "pass", "employees can be listed"),
    isConnectorError(people) ? failed("headCount", people) : headCount(people),
    isConnectorError(leavers) ? failed("seesLeavers", leavers) : seesLeavers(probe, leavers),
    fieldsReadable(probe, sample),
    fillRates(probe, sample),
    ...(age === undefined ? [] : [isConnectorError(age) ? failed("credentialAge", age) : ageCheck(age)]),
    check("callsPerFullSync", "pass", probe.calls(isConnectorError(people) ? undefined : people)),
  ];
}

function reached({ vendor }: Probe): Check {
  return check("reachable", "pass", `${vendor} answered`);
}

function signedIn(probe: Probe): Check[] {
  return [reached(probe), check("signedIn", "pass", `the ${probe.credential} was accepted`)];
}

/** The checks up to the one that the first answer refused. */
function refused(probe: Probe, error: ConnectorError): Check[] {
  if (error.kind === "auth") return [reached(probe), failed("signedIn", error)];
  if (error.kind === "permission") return [...signedIn(probe), failed("listsPeople", error)];
  return [failed("reachable", error)];
}

function failed(id: keyof typeof LABELS, { message, fix, kind }: ConnectorError): Check {
  return { ...check(id, "fail", message, fix), kind };
}

function headCount(people: number | undefined): Check {
  const detail =
    people === undefined
      ? "the vendor does not tell; a full read counts them"
      : `${people} people, those who left included`;
  return check("headCount", "pass", detail);
}

function seesLeavers({ accessFix }: Probe, leavers: number | "some"): Check {
  if (leavers === "some") return check("seesLeavers", "pass", "people who left are listed");
  if (leavers > 0) return check("seesLeavers", "pass", `${leavers} people who left are listed`);
  const fix = `Right if nobody has ever left; else: ${accessFix}`;
  return check("seesLeavers", "warn", "nobody who left can be seen", fix);
}

function fieldsReadable({ required, accessFix }: Probe, { restricted = [], rejected, records }: Page): Check {
  const nameless = rejected.filter((record) => record.externalId === undefined).length;
  const notes = [
    restricted.length > 0 && `not readable, at least for some: ${restricted.join(", ")}`,
    rejected.length > 0 && `${rejected.length} of ${rejected.length + records.length} records not understood`,
    nameless > 0 && `${nameless} of them without an id`,
  ].filter((note) => note !== false);
  if (notes.length === 0) return check("fieldsReadable", "pass", "every field that is asked for");
  const fatal = nameless > 0 || required.some((field) => restricted.includes(field));
  return check("fieldsReadable", fatal ? "fail" : "warn", notes.join("; "), accessFix);
}

/** A field that is empty for everybody is most often one that nobody may read, or that was mapped from the wrong place. */
function fillRates({ mapping, accessFix }: Probe, { records }: Page): Check {
  const people = records.filter(({ vendorStatus }) => vendorStatus !== "terminated");
  if (people.length === 0) {
    const fix = `Right if nobody works there any more; else: ${accessFix}`;
    return check("fillRates", "warn", "no current people among those looked at", fix);
  }
  const rates = MAPPING_TARGETS.flatMap((target) => {
    const sources = mapping[target]?.first;
    return sources ? [{ target, percent: percentFilled(people, sources) }] : [];
  });
  const told = rates.map(({ target, percent }) => `${target} ${percent} %`).join(", ");
  const detail = `of ${people.length} current people: ${told}`;
  const empty = rates.filter(({ percent }) => percent === 0).map(({ target }) => target);
  const fix = emptyFix(rates, empty, accessFix);
  return fix === undefined ? check("fillRates", "pass", detail) : check("fillRates", "warn", detail, fix);
}

function emptyFix(
  rates: readonly { target: MappingTarget; percent: number }[],
  empty: readonly MappingTarget[],
  accessFix: string,
): string | undefined {
  const mail = rates.find(({ target }) => target === "workEmail");
  if ((mail?.percent ?? 0) < LEAST_MAIL_PERCENT) {
    return `People without a work e-mail are left out: fill it at the vendor, or: ${accessFix}`;
  }
  if (empty.length === 0) return undefined;
  return `Nobody has a value for ${empty.join(", ")}. Right if the company does not use it; else map another field, or: ${accessFix}`;
}

function percentFilled(people: readonly SourceRecord[], sources: readonly string[]): number {
  const filled = people.filter(({ fields }) => sources.some((field) => (fields[field] ?? null) !== null));
  return Math.floor((100 * filled.length) / people.length);
}

function ageCheck({ outcome, detail, fix }: Pick<Check, "outcome" | "detail" | "fix">): Check {
  return check("credentialAge", outcome, detail, fix);
}

function check(id: keyof typeof LABELS, outcome: Check["outcome"], detail: string, fix?: string): Check {
  return { id, label: LABELS[id], outcome, detail, ...(fix !== undefined && { fix }) };
}
