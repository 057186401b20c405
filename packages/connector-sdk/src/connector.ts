import type { z } from "zod";
import type { AuthMethod } from "./auth.ts";
import { checkDeclaration } from "./check-declaration.ts";
import type { Check } from "./checks.ts";
import type { ConnectorError } from "./errors.ts";
import type { ConnectorHttp, FailedAnswer } from "./http.ts";
import type { Limits } from "./limits.ts";
import type { Mapping } from "./mapping.ts";
import type { PlainDate } from "./plain-date.ts";
import type { Checkpoint, DiscoveredField, Page, SourceField, SourceRecord } from "./records.ts";

/** What a connector is given for one piece of work. */
export interface ConnectorContext<Settings> {
  http: ConnectorHttp;
  settings: Settings;
  /** The organization's day at which the read is judged; frozen for a run and all its resumes. */
  asOf: PlainDate;
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
  auth: Readonly<Record<string, AuthMethod>>;
  /** Origin without trailing slash. An operator may replace it, never an admin. */
  baseUrl: (input: { settings: Settings }) => string;
  limits: Limits<Settings>;
  fields: readonly SourceField[];
  mapping: Mapping;
  /** True where the vendor's list tells leavers apart; then an absent person is a surprise. */
  listsLeavers: boolean;
  /** People on the largest page the vendor allows. Absent: it gives everybody in one answer. */
  pageSize?: number;
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
  /** One person by id. */
  readOne?: (context: ConnectorContext<Settings>, externalId: string) => Promise<LookResult>;
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
