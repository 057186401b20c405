export type { Engine, EngineLog, Progress } from "./engine.ts";
export { findConnector } from "./find-connector.ts";
export { type LeadInput, leadRun, type LeadResult } from "./lead-run.ts";
export { cancel, type CancelResult } from "./operations/cancel-run.ts";
export { acceptNarrowerPermissions, reconfigure } from "./operations/change-integration.ts";
export { changeMapping, type MappingChange, withMapping } from "./operations/change-mapping.ts";
export { announceLeavers, changePolicy } from "./operations/change-policy.ts";
export { changeSchedule, readSchedule } from "./operations/change-schedule.ts";
export { connect, type CreateInput } from "./operations/create-integration.ts";
export {
  enable,
  pause,
  refuseWithoutChanges,
  syncNow,
  type SyncRequest,
} from "./operations/schedule-integration.ts";
export { type MappedSample, previewSample } from "./operations/preview-mapping.ts";
export { type Trace, tracePerson } from "./operations/trace-person.ts";
export { samplePeople, testConnection } from "./operations/try-integration.ts";
export { afterPage, freshRead, MAX_RESTARTS, readFacts, type ReadState } from "./read-state.ts";
export type { RunControl, RunResult } from "./run.ts";
