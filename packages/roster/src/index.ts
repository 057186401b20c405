export { dayIn } from "./calendar.ts";
export { type Certificate, certify, type ReadFacts } from "./certificate.ts";
export type { Employee, Employment } from "./employee.ts";
export { fingerprint } from "./fingerprint.ts";
export { fieldTrips, judge, wholeTrips } from "./gate/judge.ts";
export { DEFAULT_POLICY, type PartialPolicy, type Policy, policyOf, policySchema } from "./gate/policy.ts";
export { type Scope, SCOPE_FIELDS, scopeSchema } from "./gate/membership-policy.ts";
export { type Accepted, type FieldFill, type Group, type PlanSummary, QUIET_PLAN } from "./gate/summary.ts";
export type { Held, Trip } from "./gate/trip.ts";
export { type Failure, retryTime } from "./health/back-off.ts";
export type { HealthFacts, LastRun } from "./health/facts.ts";
export {
  HEALTH_LABELS,
  type Health,
  type HealthNews,
  healthOf,
  type HealthState,
  UNCERTIFIED_AFTER,
} from "./health/health.ts";
export { type MapResult, mapEmployee } from "./map-employee.ts";
export { type MappedPage, mapPage } from "./map-page.ts";
export { parseSchedule, SCHEDULE_FORMS } from "./schedule/parse-schedule.ts";
export {
  dailySchedule,
  dueMode,
  nextRunAt,
  nextRunsAt,
  type Scheduled,
} from "./schedule/schedule.ts";
export { scheduleWords, timesInWords } from "./schedule/schedule-words.ts";
export { checkMapping, type MappingIssue } from "./field-mapping/check-mapping.ts";
export { autoMap } from "./field-mapping/auto-map.ts";
export {
  attributeOf,
  creationTargets,
  type FieldMapping,
  type Rule,
  sourcesOf,
  type Target,
  targetsOf,
  wantedFields,
} from "./field-mapping/rule.ts";
export { suggestMappings, type Suggestion } from "./field-mapping/suggest.ts";
export { describeRule, type RuleTrace, traceMapping } from "./field-mapping/trace-rule.ts";
export { explain } from "./why/explain.ts";
export type {
  ClaimFacts,
  DeactivationFacts,
  DeclineFacts,
  Explanation,
  FlagFacts,
  HoldFacts,
  MemberFacts,
  OverrideFacts,
  PersonFacts,
} from "./why/facts.ts";
export { type NextStep, nextStep, type Stored } from "./why/next-step.ts";
export { whyEmployment } from "./why/why-employment.ts";
export { foldKey, textIssue, tidyText } from "./text.ts";
export { addressEdits } from "./look-alike.ts";
