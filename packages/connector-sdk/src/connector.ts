import type { z } from "zod";
import type { AuthMethod } from "./auth.ts";
import { checkDeclaration } from "./check-declaration.ts";
import type { Check } from "./checks.ts";
import type { ConnectorError } from "./errors.ts";
import type { ConnectorHttp, FailedAnswer } from "./http.ts";
import type { Limits } from "./limits.ts";
import type { Mapping } from "./mapping.ts";
import type { PlainDate } from "./plain-date.ts";
import type { Checkpoint, DiscoveredField, Page, SourceField, SourceRecord, Watermark } from "./records.ts";
import type { Webhook } from "./webhook.ts";

/** What a connector is given for one piece of work. */
export interface ConnectorContext<Settings> {
  http: ConnectorHttp;
  settings: Settings;
  /** The organization's day at which the read is judged; frozen for a run and all its resumes. */
  asOf: PlainDate;
  /** The business clock, for requests that name an instant. */
  now: () => Date;
  /** Source fields that the mapping reads, the customer's own included: what is not wanted need not be asked for. */
  wanted: readonly string[];
  /** Stops the work; requests under way are already bound to it. */
  signal: AbortSignal;
}

/** The by-id look. `found: false` only where the vendor says that there is no such person. */
export type LookResult = { found: true; record: SourceRecord } | { found: false };

export interface ConnectorDefinition<Settings> {
  /** Lowercase, stable for ever: it names stored rows and packages. */
  id: string;
  name: string;
  /** The vendor's documentation of the API that is read. */
  docs: string;
  settings: z.ZodType<Settings>;
  /** Help for each setting of the form, by setting name. */
  settingsHelp?: Readonly<Record<string, string>>;
  auth: Readonly<Record<string, AuthMethod<Settings>>>;
  /** Origin without trailing slash. An operator may replace it, never an admin. */
  baseUrl: (input: { settings: Settings }) => string;
  limits: Limits<Settings>;
  fields: readonly SourceField[];
  mapping: Mapping;
  /** True where the vendor's list tells leavers apart; then an absent person is a surprise. */
  listsLeavers: boolean;
  /** People on the largest page the vendor allows. Absent: it gives everybody in one answer. */
  pageSize?: number;
  /** Further requests that a full read needs for each person, where the vendor's list says too little. Absent: none. */
  requestsPerPerson?: number;
  /** Translates a failed answer of this vendor; undefined leaves it to the host's rules by status. Pure. */
  translateError?: (answer: FailedAnswer) => ConnectorError | undefined;
  /** Test connection, as named checks. Never throws for what a check can say. */
  verify: (context: ConnectorContext<Settings>) => Promise<Check[]>;
  /** The fields that this customer has added, with up to three values of each. */
  discoverFields?: (context: ConnectorContext<Settings>) => Promise<DiscoveredField[]>;
  /** Everyone, page by page, from the start or from a checkpoint that an earlier page gave. */
  readAll: (
    context: ConnectorContext<Settings>,
    from: Checkpoint | null,
  ) => AsyncGenerator<Page, void, undefined>;
  /**
   * Whoever changed since a watermark that an earlier read gave, each as they are now; its last page gives the next
   * watermark. Says nothing of those it does not name. Throws StaleWatermarkError where the vendor does not reach
   * back so far.
   */
  readChanges?: (
    context: ConnectorContext<Settings>,
    since: Watermark,
    from: Checkpoint | null,
  ) => AsyncGenerator<Page, void, undefined>;
  /** One person by id. */
  readOne?: (context: ConnectorContext<Settings>, externalId: string) => Promise<LookResult>;
  /** What the vendor calls when somebody changes: a nudge to read again, never the truth. */
  webhook?: Webhook;
}

/** A connector whose settings type is its own business: what the engine, the host and the commands handle. */
export type Connector = ConnectorDefinition<unknown>;

/**
 * Makes a connector from its declaration and its reading functions. Throws ConnectorError `bug` where the
 * declaration contradicts itself.
 */
export function defineConnector<Settings>(definition: ConnectorDefinition<Settings>): Connector {
  checkDeclaration(definition);
  // The settings type ends here: whoever holds a Connector parses settings with its own schema before handing
  // them back, and the compiler cannot see that.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return definition as Connector;
}
