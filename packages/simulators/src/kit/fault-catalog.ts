/**
 * What can go wrong on purpose. `scope`: `any` call, a call that answers a `list`, or one that answers
 * employee `record`s (a list or one of them by id), one that answers data in one `form` or another, or one
 * for a `token`.
 */
export const FAULTS = {
  http500: { scope: "any", description: "500, an error inside the vendor" },
  http503: { scope: "any", description: "503, the vendor is down" },
  http503RetryAfter: { scope: "any", description: "503 with Retry-After: 1, an older way to say 429" },
  http429: { scope: "any", description: "429 without Retry-After" },
  http429RetryAfter: { scope: "any", description: "429 with Retry-After: 1" },
  retryAfterDate: { scope: "any", description: "429 with Retry-After as a date, two seconds ahead" },
  retryAfterHuge: { scope: "any", description: "429 with Retry-After: 86400" },
  retryAfterNegative: { scope: "any", description: "429 with Retry-After: -5" },
  retryAfterJunk: { scope: "any", description: "429 with a Retry-After that says nothing" },
  http401: { scope: "any", description: "401 as for a wrong key" },
  http403: { scope: "any", description: "403 as for a key without the right" },
  http404: { scope: "any", description: "404 as for something unknown" },
  expireToken: {
    scope: "any",
    description: "the OAuth access token in use is over: 401, until another one is fetched",
  },
  revokeGrant: {
    scope: "any",
    description: "the OAuth grant behind the token in use is withdrawn: its refresh token is dead, too",
  },
  keepRefreshToken: {
    scope: "token",
    description: "a refresh brings no other refresh token, and the used one stays good",
  },
  redirect: { scope: "any", description: "302 to http://169.254.169.254/" },
  html200: { scope: "any", description: "200 with an HTML login page" },
  wrongContentType: { scope: "any", description: "the right body, called text/html" },
  emptyBody: { scope: "any", description: "200 with no body" },
  http204: { scope: "any", description: "204, nothing to say" },
  nullBody: { scope: "any", description: "200 with null; in SOAP an answer that is nil" },
  emptyObject: { scope: "any", description: "200 with {}; in SOAP an envelope with an empty body" },
  faultIn200: { scope: "any", description: "200 with the body of the vendor's 500" },
  throttle: {
    scope: "any",
    description:
      "one call too many, as the vendor says it: 429, from Workday's SOAP 500 without a known fault",
  },
  entityBomb: { scope: "any", description: "200 with an XML entity that unpacks to gigabytes" },
  externalEntity: { scope: "any", description: "200 with an XML entity at http://169.254.169.254/" },
  deepXml: { scope: "any", description: "200 with 100,000 XML elements inside each other" },
  manyReferences: { scope: "any", description: "200 with a million character references in XML" },
  cutJson: { scope: "any", description: "half the body, with a Content-Length that fits the half" },
  cutLength: {
    scope: "any",
    description: "half the body, with the Content-Length of the whole, then the socket is destroyed",
  },
  cutChunked: { scope: "any", description: "half the body in chunks, then the socket is destroyed" },
  cutClose: { scope: "any", description: "half the body, ended by closing the connection" },
  slowDrip: { scope: "any", description: "the body one byte each 500 ms" },
  hang: { scope: "any", description: "no answer at all" },
  gzipBomb: { scope: "any", description: "a small gzip body that unpacks to more than 100 MB" },
  emptyList: { scope: "list", description: "200 with no people and a total of 0" },
  listMissing: { scope: "list", description: "200 with everything but the list itself" },
  badPage: { scope: "list", description: "the refusal of a cursor whose person is gone" },
  repeatCursor: { scope: "list", description: "the next cursor leads to the same page again" },
  loopCursor: { scope: "list", description: "the next cursor leads back to the first page" },
  dropPage: { scope: "list", description: "the next cursor leads over the following page" },
  relativeLink: { scope: "list", description: "the link to the next page names no host" },
  foreignLink: { scope: "list", description: "the link to the next page leads to another host" },
  absentLink: { scope: "list", description: "no link where the last page has a null one" },
  shortPage: { scope: "list", description: "half the rows asked for, though more follow" },
  shiftOffsets: {
    scope: "list",
    description: "somebody is hired meanwhile; one row of the last page comes again",
  },
  changesMidWalk: {
    scope: "list",
    description: "before this page two people get other jobs and somebody is hired",
  },
  metaOnItems: {
    scope: "list",
    description: "what may not be read is named on each record, not beside the list (Rippling)",
  },
  slideRows: {
    scope: "list",
    description: "the first row of the page has slid to the page before, which was read",
  },
  totalTooHigh: { scope: "list", description: "a total 50 above the truth" },
  totalTooLow: { scope: "list", description: "a total one page below the truth" },
  totalMissing: { scope: "list", description: "no total" },
  activeOnly: {
    scope: "list",
    description: "nobody who is not at work today, and the total agrees (Workday)",
  },
  renamedField: { scope: "list", description: "the work address has another name (Workday)" },
  restrictField: { scope: "list", description: "the status may not be read, from this page on" },
  barestForm: {
    scope: "form",
    description:
      "the barest or oldest form that the vendor's documents show (HiBob: slash keys only, managers as ids, lists under items; BambooHR: datasets refuse fields, no latest change; Rippling: custom values as drafts have them)",
  },
  duplicateId: { scope: "list", description: "one record twice on the page" },
  conflictingDuplicate: { scope: "list", description: "one id twice on the page, with another name" },
  staleRead: {
    scope: "record",
    description: "people as they were 20 s ago, without what was written since (HiBob)",
  },
  renamedLabels: {
    scope: "form",
    description: "other labels for the same statuses, as a company abroad has them (HiBob)",
  },
  missingId: { scope: "record", description: "one record has no id" },
  numericIds: { scope: "record", description: "ids are JSON numbers" },
  nulInName: { scope: "record", description: "a NUL in one first name" },
  loneSurrogate: { scope: "record", description: "half a character in one first name" },
  longName: { scope: "record", description: "one first name of 1 MB" },
  badDate: { scope: "record", description: "one start date that no calendar has" },
  unknownStatus: { scope: "record", description: "one status that the vendor never documented" },
  blankStatus: { scope: "record", description: "one blank status" },
} as const satisfies Record<
  string,
  { scope: "any" | "list" | "record" | "form" | "token"; description: string }
>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS).filter((name): name is FaultName => name in FAULTS);

/** Calls that a rule may name, whether or not the vendor at hand has them. */
export const OPERATIONS = [
  "list",
  "byId",
  "token",
  "authorize",
  "fields",
  "changes",
  "directory",
  "namedList",
  "table",
] as const;
export type Operation = (typeof OPERATIONS)[number];

const FORMS: ReadonlySet<Operation> = new Set(["list", "byId", "namedList", "changes"]);

/** Why `fault` cannot happen to `operation`; undefined when it can. */
export function misfit(fault: FaultName, operation: Operation): string | undefined {
  const { scope } = FAULTS[fault];
  if (scope === "list" && operation !== "list") return `${fault} goes with the operation list only`;
  if (scope === "token" && operation !== "token") return `${fault} goes with the operation token only`;
  if (scope === "form" && !FORMS.has(operation)) {
    return `${fault} goes with the operations ${[...FORMS].join(", ")} only`;
  }
  if (scope === "record" && operation !== "list" && operation !== "byId") {
    return `${fault} goes with the operations list and byId only`;
  }
  return undefined;
}
