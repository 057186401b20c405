import type { MappingTarget } from "@muster/connector-sdk";

/** A part of the company that people can leave together. */
export interface Group {
  kind: "department" | "location" | "manager";
  name: string;
  /** People in it before the plan whom the integration claims, and those of them who would leave. */
  people: number;
  leaving: number;
}

/** How many of the people present in both runs have a value, before and after. */
export interface FieldFill {
  field: MappingTarget;
  people: number;
  before: number;
  after: number;
}

/** A rule against a whole plan that a person has accepted, up to so many people. */
export interface Accepted {
  code: string;
  people: number;
}

/** The numbers of a plan that the gate judges. */
export interface PlanSummary {
  /** Members not deactivated whom this integration claims at the start of the run. */
  base: number;
  /** People read, rejected ones included. */
  people: number;
  /** People that the last applied run read; null before the first. */
  lastPeople: number | null;
  /** Leavers by the vendor's word. */
  terminations: number;
  /** People a certified read missed, suspects of the first look included. */
  absences: number;
  /** Of these, the ones missed twice, who would be deactivated. */
  absencesDue: number;
  /** Of the read's certificate. */
  grade: "counted" | "walked" | "none";
  /** This integration has never applied a run, or reads another account since. */
  firstRun: boolean;
  /** Settings, principal, mapping or policy differ from those of the last applied run: what, in words; else null. */
  configChanged: string | null;
  /** The settings, which say what is read, differ from those of the last applied run. */
  accountChanged: boolean;
  listsLeavers: boolean;
  /** Distinct people whom this integration deactivated in the last seven days without approval and who are still out. */
  outInSevenDays: number;
  /** The base as it was seven days ago. */
  baseSevenDaysAgo: number;
  /** Groups that somebody would leave. */
  groups: readonly Group[];
  activeMatches: number;
  /** Active matches of those who would leave. */
  matchesTouched: number;
  reactivations: number;
  creates: number;
  /** Work addresses of invited or active people that change from value to value, and how many such people there are. */
  emailChanges: number;
  emailPeople: number;
  rejects: number;
  /** Ids that came more than once. */
  duplicates: number;
  conflicts: number;
  fields: readonly FieldFill[];
  /** Leavers whom a person has announced and who have not left yet; 0 without an announcement. */
  announced: number;
  accepted: readonly Accepted[];
}

/** A plan in which there is nothing to judge. */
export const QUIET_PLAN: PlanSummary = {
  base: 0,
  people: 0,
  lastPeople: null,
  terminations: 0,
  absences: 0,
  absencesDue: 0,
  grade: "none",
  firstRun: false,
  configChanged: null,
  accountChanged: false,
  listsLeavers: true,
  outInSevenDays: 0,
  baseSevenDaysAgo: 0,
  groups: [],
  activeMatches: 0,
  matchesTouched: 0,
  reactivations: 0,
  creates: 0,
  emailChanges: 0,
  emailPeople: 0,
  rejects: 0,
  duplicates: 0,
  conflicts: 0,
  fields: [],
  announced: 0,
  accepted: [],
};
