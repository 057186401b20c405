/** A fault that Muster is to survive. */
export interface FaultRow {
  id: string;
  severity: "S1" | "S2" | "S3";
  fault: string;
  /** Why it is not injected here. */
  notHere?: string;
}

/** Every fault, in the order in which it is shown. */
export const faultRows: readonly FaultRow[] = [
  { id: "F01", severity: "S1", fault: "Page 7 of 20 returns 500 past all retries" },
  { id: "F02", severity: "S1", fault: "Empty 200 roster after a non-empty one" },
  { id: "F03", severity: "S1", fault: "200 with an HTML, login or firewall page" },
  { id: "F04", severity: "S1", fault: "Truncated JSON: short Content-Length, chunk abort, close-delimited" },
  { id: "F05", severity: "S1", fault: "200 with empty body, `null`, `{}` or missing list key" },
  { id: "F06", severity: "S1", fault: "Roster shrinks past the gate" },
  { id: "F07", severity: "S1", fault: "Slow bleed: 4% a day under the gate" },
  { id: "F08", severity: "S1", fault: "Declared total 1000, the pages sum to 950" },
  { id: "F09", severity: "S2", fault: "Same employee twice, equal or conflicting" },
  { id: "F10", severity: "S1", fault: "Page drift: employee slides to an already-read page" },
  { id: "F11", severity: "S2", fault: "Cursor repeats or loops; endless pages" },
  { id: "F12", severity: "S3", fault: "429 with Retry-After: seconds, date, 86400, negative, junk" },
  {
    id: "F13",
    severity: "S3",
    fault: "429 storm without Retry-After, 500 tenants on one vendor",
  },
  { id: "F14", severity: "S2", fault: "Token expires on page 9" },
  {
    id: "F15",
    severity: "S2",
    fault: "Two workers refresh one rotating token; crash after exchange before save",
  },
  { id: "F16", severity: "S2", fault: "Credentials revoked (401/403 for good)" },
  { id: "F17", severity: "S2", fault: "Slowloris headers or body, connect hang, DNS hang" },
  { id: "F18", severity: "S2", fault: "gzip bomb, 2 GB page, 1M-key object" },
  { id: "F19", severity: "S1", fault: "Redirect to a metadata address, to plain http, to another host" },
  {
    id: "F20",
    severity: "S1",
    fault: "DNS rebinding; IP literals in every notation; 0.0.0.0, ::ffff:, NAT64, CGNAT",
  },
  { id: "F21", severity: "S1", fault: "Expired, self-signed, wrong-host certificate" },
  {
    id: "F22",
    severity: "S2",
    fault: "XML: entity bomb, XXE, deep nest, 1M numeric refs, SOAP Fault in 200",
  },
  { id: "F23", severity: "S1", fault: "`00123` vs `123`, `1e5`, ids over 2^53, one element vs many" },
  { id: "F24", severity: "S1", fault: "Vendor renames a field" },
  { id: "F25", severity: "S1", fault: "Mapping gives null, constant or swapped email for all" },
  {
    id: "F26",
    severity: "S2",
    fault: "Poison record: NUL, lone surrogate, 1 MB name, bad date, `__proto__`",
  },
  { id: "F27", severity: "S1", fault: "More than 5% of the records poisoned" },
  { id: "F28", severity: "S2", fault: "A and B swap emails; 3-cycle" },
  { id: "F29", severity: "S2", fault: "Email changes: case, Unicode, domain move for all" },
  { id: "F30", severity: "S2", fault: "Rehire, same id or new id with same email" },
  { id: "F31", severity: "S1", fault: "Same person in two HR systems; one source drops them" },
  { id: "F32", severity: "S1", fault: "Employee id reused for another person" },
  { id: "F33", severity: "S2", fault: "Last admin or owner is a leaver" },
  { id: "F34", severity: "S2", fault: "Future hire or termination, zone edges, clock change" },
  {
    id: "F35",
    severity: "S2",
    fault: "1M people on a 256 MB heap",
    notHere: "A million people in 256 MB are measured by the benchmark, which needs minutes.",
  },
  { id: "F36", severity: "S1", fault: "SIGKILL at each checkpoint, mid-page, mid-apply" },
  { id: "F37", severity: "S2", fault: "SIGTERM at 100 random moments" },
  { id: "F38", severity: "S2", fault: "Job that OOMs the worker each time" },
  { id: "F39", severity: "S1", fault: "Postgres restart, mid-fetch, mid-apply, at completion; 30 s down" },
  { id: "F40", severity: "S2", fault: "Fail-over to hot standby; half-open TCP" },
  { id: "F41", severity: "S2", fault: "Disk full 53100, too many connections 53300, statement timeout" },
  { id: "F42", severity: "S3", fault: "40P01, 40001" },
  {
    id: "F43",
    severity: "S1",
    fault: "Two workers, the schedule and 50 clicks on Sync now for one integration",
  },
  { id: "F44", severity: "S1", fault: "Worker SIGSTOPped past its lease, then resumed" },
  { id: "F45", severity: "S2", fault: "Worker clock +/-10 min, jump back" },
  { id: "F46", severity: "S3", fault: "8 h outage, 5000 integrations overdue" },
  {
    id: "F47",
    severity: "S3",
    fault: "One 1M tenant beside 2000 small ones",
    notHere: "Measured by the fleet benchmark.",
  },
  { id: "F48", severity: "S1", fault: "Job older than 4 h (stock lock)" },
  {
    id: "F49",
    severity: "S1",
    fault: "Webhook: bad HMAC, old timestamp, replay, reorder, reserialised body, 10 MB, unknown tenant",
    notHere: "There are no webhooks yet.",
  },
  {
    id: "F50",
    severity: "S3",
    fault: "Webhook flood 1000/s one tenant",
    notHere: "There are no webhooks yet.",
  },
  {
    id: "F51",
    severity: "S2",
    fault: "CSV: formula, BOM, UTF-16, 1 GB, zip inside, dup or `__proto__` header, open quote, cut file",
    notHere: "There is no file import yet.",
  },
  {
    id: "F52",
    severity: "S1",
    fault: "Wrong CSV (5 rows) or wrong tenant's file",
    notHere: "There is no file import yet.",
  },
  {
    id: "F53",
    severity: "S1",
    fault:
      "API key: bad, revoked, expired, wrong scope, other tenant; Idempotency-Key replay with other body",
    notHere: "There is no API yet.",
  },
  { id: "F54", severity: "S1", fault: "Other tenant's id on every route; forgotten WHERE" },
  {
    id: "F55",
    severity: "S1",
    fault: "Master key missing or wrong, ciphertext bit-flipped, row copied between tenants",
  },
  {
    id: "F56",
    severity: "S2",
    fault: "Key rotation during live syncs",
    notHere: "There is no key rotation yet.",
  },
  { id: "F57", severity: "S1", fault: "Canary secret and personal data through every error path" },
  { id: "F58", severity: "S1", fault: "Erasure while the person is still in the HR system" },
  { id: "F59", severity: "S2", fault: "Integration deleted, disabled or remapped mid-run" },
  {
    id: "F60",
    severity: "S2",
    fault: "Rolling deploy with a new schema",
    notHere:
      "Needs two versions of Muster; there is one. That a worker leaves when graphile-worker changes its tables is tested beside the worker.",
  },
  {
    id: "F39b",
    severity: "S1",
    fault:
      "One Postgres backend SIGKILLed at page 6 of 9 (unlogged staging is emptied, the checkpoint stays)",
  },
  { id: "F61", severity: "S1", fault: "A work email passes to a new person after the old one left" },
  {
    id: "F62",
    severity: "S1",
    fault: "Two integrations of one organization apply at once over the same people",
  },
  { id: "F63", severity: "S1", fault: "An event consumer polls while an apply is open" },
];
