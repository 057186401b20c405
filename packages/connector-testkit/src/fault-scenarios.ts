import type { Bounds } from "@muster/connector-host";
import { middlePage, requestsOf, withSession } from "./bench.ts";
import { type Expectation, judgeReading } from "./judge-reading.ts";
import { readEveryone } from "./reference-reader.ts";
import type { Bench, FaultName, Findings, Scenario } from "./scenario.ts";

interface FaultCase extends Expectation {
  fault: FaultName;
  /** What happens, as the end of "nobody looks gone when …". */
  when: string;
  /** Of the list, from 1. Default: one with something read before it, and more to follow. */
  page?: number | "each";
  /** Goes with pages or their totals only. */
  paged?: true;
  /** The same where ids have more digits than a JSON number keeps. */
  withLongIds?: Expectation["outcome"];
  /** How often; always if not given. */
  times?: number;
  bounds?: Partial<Bounds>;
}

// A sound page takes a fraction of a second; a busy machine may need another attempt.
const IMPATIENT: Partial<Bounds> = { deadlineMs: 2_500, attempts: 5 };
/** More than any page of the kit's companies, and little to unpack. */
const MOST_BYTES = 5_000_000;
const ONE_TRY: Partial<Bounds> = { deadlineMs: 1_500, attempts: 1 };

const WRONG_ANSWERS: readonly FaultCase[] = [
  { fault: "html200", when: "a page is a web page with status 200", outcome: "stopped", kind: "contract" },
  { fault: "html200", when: "the first page is a web page", page: 1, outcome: "stopped", kind: "contract" },
  { fault: "wrongContentType", when: "a page calls itself HTML", outcome: "stopped", kind: "contract" },
  { fault: "nullBody", when: "a page is null", outcome: "stopped", kind: "contract" },
  { fault: "nullBody", when: "the first page is null", page: 1, outcome: "stopped", kind: "contract" },
  { fault: "emptyObject", when: "a page is {}", outcome: "stopped", kind: "contract" },
  { fault: "emptyObject", when: "the first page is {}", page: 1, outcome: "stopped", kind: "contract" },
  { fault: "listMissing", when: "a page comes without its list", outcome: "stopped", kind: "contract" },
  { fault: "listMissing", when: "the first page comes without its list", page: 1, outcome: "stopped" },
  { fault: "http204", when: "a page is no content", outcome: "stopped" },
  { fault: "http204", when: "the first page is no content", page: 1, outcome: "stopped" },
  { fault: "emptyBody", when: "a page has no body", outcome: "stopped" },
  { fault: "emptyBody", when: "the first page has no body", page: 1, outcome: "stopped" },
  {
    fault: "cutJson",
    when: "a page's JSON is cut though its length fits",
    outcome: "stopped",
    kind: "transient",
  },
  { fault: "cutLength", when: "a page is shorter than announced", outcome: "stopped", kind: "transient" },
  { fault: "cutChunked", when: "a page breaks off between chunks", outcome: "stopped", kind: "transient" },
  { fault: "cutClose", when: "a page ends with the connection", outcome: "stopped", kind: "transient" },
  {
    fault: "gzipBomb",
    when: "a page unpacks to more than it may",
    outcome: "stopped",
    kind: "contract",
    bounds: { maxBytes: MOST_BYTES, streamMaxBytes: MOST_BYTES },
  },
  { fault: "redirect", when: "a page leads elsewhere", outcome: "stopped", kind: "contract" },
  { fault: "faultIn200", when: "a page is the vendor's own error with status 200", outcome: "stopped" },
  { fault: "entityBomb", when: "a page is XML that unfolds without end", outcome: "stopped" },
  { fault: "externalEntity", when: "a page is XML that points elsewhere", outcome: "stopped" },
  { fault: "deepXml", when: "a page is XML of endless depth", outcome: "stopped" },
  { fault: "manyReferences", when: "a page is XML of a million references", outcome: "stopped" },
];

const REFUSALS: readonly FaultCase[] = [
  { fault: "http500", when: "a page fails past all retries", outcome: "stopped", kind: "transient" },
  { fault: "http503", when: "the vendor goes down and stays down", outcome: "stopped", kind: "transient" },
  { fault: "http429", when: "the vendor never has room", outcome: "stopped", kind: "rateLimited" },
  {
    fault: "retryAfterHuge",
    when: "the vendor asks for a day's pause",
    outcome: "stopped",
    kind: "rateLimited",
  },
  { fault: "http401", when: "the key is withdrawn in the middle", outcome: "stopped", kind: "auth" },
  { fault: "http403", when: "a right is withdrawn in the middle", outcome: "stopped", kind: "permission" },
  { fault: "http404", when: "a page is not found", outcome: "stopped" },
  { fault: "slowDrip", when: "a page drips", outcome: "stopped", kind: "transient", bounds: ONE_TRY },
  { fault: "hang", when: "a page never comes", outcome: "stopped", kind: "transient", bounds: ONE_TRY },
];

const BENT_LISTS: readonly FaultCase[] = [
  { fault: "emptyList", when: "the whole list is empty", page: 1, outcome: "heldEmpty" },
  {
    fault: "emptyList",
    when: "a page says that there is nobody",
    paged: true,
    outcome: "stopped",
    uncounted: "heldAbsent",
  },
  {
    fault: "dropPage",
    when: "a page in the middle is left out",
    page: 1,
    paged: true,
    outcome: "stopped",
    uncounted: "heldAbsent",
  },
  {
    fault: "dropPage",
    when: "the last page is left out",
    paged: true,
    outcome: "stopped",
    uncounted: "heldAbsent",
  },
  { fault: "repeatCursor", when: "the cursor leads back", paged: true, outcome: "stopped", kind: "contract" },
  {
    fault: "loopCursor",
    when: "the cursor leads to the start",
    paged: true,
    outcome: "stopped",
    kind: "contract",
  },
  {
    fault: "slideRows",
    when: "somebody slides to a page that was read",
    paged: true,
    outcome: "stopped",
    uncounted: "heldAbsent",
  },
  {
    fault: "foreignLink",
    when: "the link to the next page leads to another host",
    paged: true,
    outcome: "safe",
  },
  { fault: "badPage", when: "the place in the list is lost each time", paged: true, outcome: "stopped" },
  {
    fault: "totalTooHigh",
    when: "the total does not match",
    paged: true,
    outcome: "stopped",
    uncounted: "whole",
  },
  {
    fault: "totalTooLow",
    when: "the total is short of a whole page",
    page: "each",
    paged: true,
    outcome: "stopped",
    uncounted: "whole",
  },
  { fault: "totalMissing", when: "a page has no total", paged: true, outcome: "safe" },
  {
    fault: "shiftOffsets",
    when: "somebody is hired between two pages",
    paged: true,
    outcome: "stopped",
    uncounted: "whole",
  },
  {
    fault: "changesMidWalk",
    when: "people move and come between two pages",
    paged: true,
    outcome: "safe",
  },
  { fault: "missingId", when: "a record has no id", outcome: "stopped" },
  { fault: "restrictField", when: "a field is withheld from the middle on", outcome: "stopped" },
];

const HEALED: readonly FaultCase[] = [
  { fault: "http500", when: "a page fails once", times: 1, outcome: "whole" },
  { fault: "http503", when: "the vendor is down for a moment", times: 2, outcome: "whole" },
  { fault: "http429", when: "the vendor has no room for a moment", times: 1, outcome: "whole" },
  { fault: "http429RetryAfter", when: "the vendor asks for a second", times: 1, outcome: "whole" },
  { fault: "http503RetryAfter", when: "the vendor is down for a second", times: 1, outcome: "whole" },
  { fault: "retryAfterDate", when: "the vendor asks for a pause until a date", times: 1, outcome: "whole" },
  { fault: "retryAfterNegative", when: "the vendor asks for a negative pause", times: 1, outcome: "whole" },
  { fault: "retryAfterJunk", when: "the vendor asks for a pause in words", times: 1, outcome: "whole" },
  {
    fault: "throttle",
    when: "the vendor says in its own way that it has no room",
    times: 1,
    outcome: "whole",
  },
  { fault: "cutJson", when: "a page is cut once", times: 1, outcome: "whole" },
  { fault: "cutLength", when: "a page is cut short once", times: 1, outcome: "whole" },
  { fault: "cutChunked", when: "a page breaks off once", times: 1, outcome: "whole" },
  { fault: "cutClose", when: "a page ends early once", times: 1, outcome: "whole" },
  { fault: "slowDrip", when: "a page drips once", times: 1, outcome: "whole", bounds: IMPATIENT },
  { fault: "badPage", when: "the place in the list is lost once", paged: true, times: 1, outcome: "whole" },
  {
    fault: "relativeLink",
    when: "the link to the next page names no host",
    paged: true,
    outcome: "whole",
  },
  { fault: "absentLink", when: "the last page has no link at all", page: 3, paged: true, outcome: "whole" },
  { fault: "shortPage", when: "a page is short though more follow", paged: true, outcome: "whole" },
];

const ODD_RECORDS: readonly FaultCase[] = [
  { fault: "duplicateId", when: "a record comes twice", outcome: "whole" },
  { fault: "conflictingDuplicate", when: "one id comes with two names", outcome: "whole" },
  { fault: "numericIds", when: "ids are numbers", outcome: "whole", withLongIds: "stopped" },
  { fault: "barestForm", when: "records come in their barest form", outcome: "whole" },
  { fault: "metaOnItems", when: "each record says for itself what may not be read", outcome: "whole" },
  { fault: "renamedLabels", when: "statuses have other labels", outcome: "whole" },
  { fault: "staleRead", when: "people are read as they were a moment ago", outcome: "whole" },
  { fault: "nulInName", when: "a name holds a NUL", outcome: "whole" },
  { fault: "loneSurrogate", when: "a name holds half a character", outcome: "whole" },
  { fault: "longName", when: "a name is a megabyte long", outcome: "whole" },
  { fault: "badDate", when: "a date is none", outcome: "whole" },
  { fault: "unknownStatus", when: "a status is a new word", outcome: "whole" },
  { fault: "blankStatus", when: "a status is blank", outcome: "whole" },
];

/** Reads with something wrong: none may end certified with people missing, wiped or wrongly terminated. */
export const faultScenarios: readonly Scenario[] = [
  ...WRONG_ANSWERS,
  ...REFUSALS,
  ...BENT_LISTS,
  ...HEALED,
  ...ODD_RECORDS,
].map((faultCase) => ({
  name: `nobody looks gone when ${faultCase.when} [${faultCase.fault}]`,
  ...(faultCase.paged && { concerns: ({ pageSize }) => pageSize !== undefined }),
  run: (bench) => readUnder(bench, faultCase),
}));

async function readUnder(bench: Bench, faultCase: FaultCase): Promise<Findings> {
  const { connector, simulator } = bench;
  const { fault, page = middlePage(connector), times, bounds = {}, withLongIds, ...expectation } = faultCase;
  const truth = simulator.company();
  const longIds = truth.some(({ id }) => /^\d+$/.test(id) && !Number.isSafeInteger(Number(id)));
  const outcome = (longIds ? withLongIds : undefined) ?? expectation.outcome;
  const only = { ...(page !== "each" && { page }), ...(times !== undefined && { times }) };
  simulator.setFaults({ rules: [{ operation: "list", fault, ...only }] });
  const { result: reading, requests } = await requestsOf(bench, () =>
    withSession(bench, (session) => readEveryone(connector, session), { bounds }),
  );
  const struck = requests.some((request) => request.page === (page === "each" ? 1 : page));
  return [
    ...(struck ? [] : [`page ${page} was never asked for, so that nothing was tried`]),
    ...judgeReading(bench, truth, reading, { ...expectation, outcome }),
  ];
}
