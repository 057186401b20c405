import type { Employment } from "../employee.ts";

/** A run that said something, and when it was applied. */
export interface RunFact {
  /** Null: a person's act. */
  run: number | null;
  at: Date;
}

/** What is stored of one source record, and what its source claims. */
export interface ClaimFacts {
  integration: { id: number; name: string };
  externalId: string;
  /** Null: the record is no member. */
  claim: "employed" | "left" | "suspect" | null;
  employment: Employment | null;
  suspectSince: Date | null;
  /** Where something is pending or was left out. */
  decision: "skip" | "conflict" | "reject" | "hold" | null;
  reason: string | null;
  /** The newest applied run that is known to have read the record. */
  lastSeen: RunFact | null;
  /** The newest applied change that this record caused. */
  lastChange: (RunFact & { action: string; reason: string | null; actor: string }) | null;
}

/** Why somebody is or was out. */
export interface DeactivationFacts {
  cause: "termination" | "absence" | "outOfScope" | "admin" | "undo" | "erasure";
  door: "hr" | "file" | "api" | "person";
  integration: { id: number; name: string } | null;
  externalId: string | null;
  run: number | null;
  approvedBy: string | null;
  priorStatus: string;
  openedAt: Date;
  /** Null: it keeps the person out. */
  closedAt: Date | null;
}

/** What waited or waits for a person's decision. */
export interface HoldFacts {
  integration: { id: number; name: string };
  externalId: string;
  cause: "termination" | "absence" | "outOfScope" | "create" | "reactivate";
  code: string;
  /** In words. */
  rule: string;
  /** The run to decide on. */
  run: number;
  since: Date;
  state: "open" | "approved" | "rejected" | "applied";
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  /** Who approved first, where a second admin must confirm or has confirmed. */
  firstBy: string | null;
  /** YYYY-MM-DD: no notices before. */
  snoozedUntil: string | null;
  snoozeReason: string | null;
}

/** A person's word that somebody stays although their sources say that they left. */
export interface OverrideFacts {
  /** The last day on which it holds; null: no last day. */
  until: string | null;
  actor: string;
  reason: string;
  since: Date;
}

/** What a source's record says and a sync does not do again, because a run that had done it was undone. */
export interface DeclineFacts {
  integration: { id: number; name: string };
  externalId: string;
  /** A field by its name; `return`: the member stays out; `advance`: they stay staged; `link`: the record stays off. */
  what: string;
  /** Of a field. */
  value: string | null;
  /** The run that was undone. */
  run: number;
  actor: string;
  since: Date;
}

/** An active match that waits for an admin's look. */
export interface FlagFacts {
  match: number;
  /** The other of the two. */
  other: string | null;
  since: Date;
}

/** The member of an answer. */
export interface MemberFacts {
  id: number;
  name: string | null;
  workEmail: string | null;
  status: "staged" | "invited" | "active" | "deactivated";
  role: string;
  waits: readonly string[];
  startDate: string | null;
  endDate: string | null;
  /** A person's word that no sync takes them out; null: there is none. */
  protected: { by: string; since: Date; reason: string | null } | null;
}

/** Everything that says why somebody is what they are: a member with the claims on them, or a record that is none. */
export interface PersonFacts {
  member: MemberFacts | null;
  claims: readonly ClaimFacts[];
  /** The newest first. */
  deactivations: readonly DeactivationFacts[];
  /** The newest first. */
  holds: readonly HoldFacts[];
  flags: readonly FlagFacts[];
  /** Those that hold. */
  overrides: readonly OverrideFacts[];
  /** Those that stand. */
  declines: readonly DeclineFacts[];
  /** Of a record that is no member: what it called the person, and which member has its work e-mail. */
  record: { name: string | null; workEmail: string | null; keeper: number | null } | null;
}

/** An answer that can be read out. */
export interface Explanation {
  /** In one or two sentences. */
  short: string;
  /** Each a sentence: what the answer rests on. */
  evidence: string[];
  /** What a person can do; null: nothing is to be done. */
  fix: string | null;
}
