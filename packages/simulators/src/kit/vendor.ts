import type { IncomingHttpHeaders } from "node:http";
import type { Company } from "../company/company.ts";
import type { FounderShape, Person } from "../company/person.ts";
import type { FaultName } from "./fault-catalog.ts";
import type { FaultState } from "./fault-state.ts";

/** One record that a connector should yield, as the vendor can tell it at the simulator's today. */
export interface TruthRow {
  /** The vendor's id of the record: a connector's external id. */
  id: string;
  /** Where a vendor keeps people apart from their records. */
  personId?: string;
  workEmail: string | null;
  firstName: string;
  lastName: string | null;
  department: string | null;
  jobTitle: string | null;
  employment: "preStart" | "active" | "onLeave" | "terminated" | "unknown";
  /** YYYY-MM-DD, as the other days. */
  startDate: string | null;
  /** The last day worked. */
  endDate: string | null;
  managerId: string | null;
}

export interface VendorRequest {
  method: string;
  /** As asked for, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** As it came; empty where there was none. */
  body: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** In pieces where a large company would not fit into one string. */
  body: string | Iterable<string>;
}

/** The access token that a call came with. */
export interface TokenInUse {
  expire: () => void;
  /** Ends the whole grant: its refresh token is dead, too. */
  revoke: () => void;
}

/** A call that was understood, not yet answered: what a fault rule can name, and the ways to answer. */
export interface Call {
  /** list, byId, fields, …; "other" for what the vendor does not have. */
  operation: string;
  /** The page of the list, from 1, by the position of its cursor. */
  page?: number;
  /** Absent where the caller signed in by something that does not expire. */
  token?: TokenInUse | undefined;
  answer: (fault: FaultName | undefined) => Answer;
  /** The vendor's own way to say this status. */
  refuse: (status: number) => Answer;
  /** How one call too many is refused; absent: as status 429. */
  throttle?: () => Answer;
  /** Bodies that say nothing; absent: those of JSON. */
  hollow?: HollowBodies;
}

/** What stands for null and for {} where answers are of another type. */
export interface HollowBodies {
  contentType: string;
  null: string;
  empty: string;
}

export interface RateWindow {
  requests: number;
  seconds: number;
  /** One request too many closes the API for this long. Absent: only those too many are refused. */
  penaltySeconds?: number;
}

/** Where a caller stands in a window after one more call. */
export interface RateState {
  requests: number;
  remaining: number;
  /** Milliseconds since the epoch: when the oldest call leaves the window. */
  resetAt: number;
  /** Whole seconds to wait; 0: the call may be answered. */
  wait: number;
}

/** What a vendor's API is built on. */
export interface World {
  company: Company;
  faults: FaultState;
  /** Milliseconds since the epoch, in reality; the company's own clock is another one. */
  now: () => number;
  options: WorldOptions;
}

/** What whoever starts a simulator may choose of any vendor. */
export interface WorldOptions {
  /** The redirect URIs of the OAuth app; none: any on this machine. */
  redirectUris: readonly string[];
  /** The life of an access token; absent: the vendor's own. */
  tokenSeconds?: number | undefined;
  /** Whether the refusal of one call too many has a Retry-After; absent: as the vendor has it. */
  tellsRetryAfter?: boolean | undefined;
}

/** Keys by what they may do. */
export interface KeyRing {
  full: string;
  /** Sees everybody, but not every field. */
  restricted: string;
  /** Sees every field, but not everybody. */
  narrow: string;
  /** A valid key without the right to see employees. */
  forbidden: string;
}

/** One vendor's API over a company. */
export interface VendorApi {
  keys: KeyRing;
  /** A Config file's `settings` and `auth` that work here. */
  access: { settings: object; auth: object };
  /**
   * By method of a Config file, its `auth` that works now: a refresh token changes when it is used. Absent where
   * there is but the one of `access`.
   */
  readonly authMethods?: Readonly<Record<string, object>>;
  receive: (request: VendorRequest) => Call;
  truth: (person: Person) => TruthRow;
  /** The record number behind an id of this vendor; undefined for what is no id. */
  recordNumber: (id: string) => number | undefined;
}

/** A vendor as its documents describe it. */
export interface Vendor {
  id: string;
  name: string;
  /** What the API itself allows, when it is asked to be strict. */
  realLimit: RateWindow;
  /** True where each operation has the limit for itself. */
  limitsEachOperation?: boolean;
  /** What each answer tells of the limit; absent: a refusal says Retry-After, other answers nothing. */
  rateHeaders?: (state: RateState) => Record<string, string>;
  /** Its list never says how many people there are. */
  uncounted?: true;
  /** What its company has that another one need not have. */
  shape?: FounderShape;
  /** The same vendor, read another way; by a name for it. */
  variants?: ReadonlyMap<string, Vendor>;
  open: (world: World) => VendorApi;
}
