export { applyBatch } from "./apply/apply-batch.ts";
export { dropPlans, openBatch, planIsStale, restartPlan, sealBatch } from "./apply/batches.ts";
export { endDeclines } from "./apply/end-declines.ts";
export { FEED_START, type FeedCursor, type FeedEntry, readFeed } from "./apply/feed.ts";
export { deferMoved, lockMembers, tryApplyLock } from "./apply/lock.ts";
export { takenBack, takeRoom, type Tx } from "./connection.ts";
export { destroyServer } from "./embedded/destroy.ts";
export { withFolderLock } from "./embedded/folder-lock.ts";
export { type Erased, eraseMember } from "./erasure/erase-member.ts";
export { holdErasedEmails } from "./erasure/erased-emails.ts";
export { type Erasures, knownBy, loadErasures, sift } from "./erasure/erasures.ts";
export { siftStaged } from "./erasure/staged-erasures.ts";
export { type ErasedRecord, findErased, type Lift, liftSuppression } from "./erasure/suppressions.ts";
export {
  deleteIntegration,
  type EndedIntegration,
  type IntegrationEnd,
} from "./integrations/delete-integration.ts";
export { hasCluster } from "./embedded/has-cluster.ts";
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from "./embedded/start-embedded.ts";
export { errorFacts } from "./error-facts.ts";
export { codeOf, isLasting, isStoreError, StoreError } from "./errors.ts";
export { inspectOrganization, type OrganizationHealth } from "./integrations/inspect-organization.ts";
export {
  acceptPermissions,
  createIntegration,
  findIntegration,
  type Integration,
  listIntegrations,
  moveWatermark,
  type NewIntegration,
  openCredentials,
  replaceConfig,
  replaceMapping,
  replacePolicy,
  setBaseUrl,
  setEnabled,
  setSchedule,
} from "./integrations/integrations.ts";
export { type IntegrationFacts, readHealthFacts } from "./integrations/health-facts.ts";
export { type IntegrationNotice, listIntegrationNotices } from "./integrations/integration-notices.ts";
export { retryNow } from "./integrations/settle-integration.ts";
export { integrationTokens } from "./integrations/token-vault.ts";
export { armKillPoints, type KillPoint, parseKillPoints, passing } from "./kill-points.ts";
export { makeFolder } from "./make-folder.ts";
export { openStore, type Store } from "./open-store.ts";
export { poolSockets } from "./sockets.ts";
export { type AuditedAct, writeAudit } from "./people/audit.ts";
export { type Coming, listComing } from "./people/coming.ts";
export { explainMember, explainRecords } from "./people/explain-member.ts";
export { type Decline, liftDecline } from "./people/declines.ts";
export { type ClaimedEmail, claimedEmails } from "./people/claimed-emails.ts";
export { deactivateMember } from "./people/deactivate-member.ts";
export { type Conflict, listConflicts } from "./people/conflicts.ts";
export { decideConflicts, type ConflictDecision } from "./people/decide-conflicts.ts";
export { inviteMember } from "./people/invite-member.ts";
export { giveRole } from "./people/give-role.ts";
export { approveHolds, type HoldSelection, rejectHolds } from "./people/decide-holds.ts";
export { type DecidedHold, type Hold, listDecidedHolds, listHolds } from "./people/holds.ts";
export { type Snooze, snoozeHolds } from "./people/snooze.ts";
export { listWaiting, type WaitingRun } from "./people/waiting.ts";
export { countMembers, findMembers, listMembers, type Member } from "./people/members.ts";
export {
  type Deactivation,
  type HistoryEntry,
  type MemberRecord,
  type Override,
  type Pin,
  readMemberRecord,
} from "./people/member-record.ts";
export {
  countMentoring,
  type FlaggedMatch,
  listFlaggedMatches,
  resolveMatch,
  startMatches,
} from "./people/mentoring.ts";
export { liftPin, pinField, type PinInput } from "./people/pins.ts";
export {
  type Protection,
  protectMember,
  unprotectMember,
} from "./people/protections.ts";
export { type RecordLink, type Unlinked, unlinkRecord } from "./people/unlink-record.ts";
export { reactivateMember, type Reactivated, type Reactivation } from "./people/reactivate-member.ts";
export { readSeats, type Seats, setSeats } from "./people/seats.ts";
export { readStored } from "./people/stored-record.ts";
export type { PersonAct } from "./people/person-act.ts";
export { countStaged, dedupeStaged, recordCensus, stagingIsWhole, suspectsDue } from "./plan/census.ts";
export { resolveCollisions } from "./plan/collisions.ts";
export { countPlan, type PlanCounts } from "./plan/count-plan.ts";
export { draftPlan } from "./plan/draft-plan.ts";
export { findLookAlikes } from "./plan/find-look-alikes.ts";
export { findReusedIds } from "./plan/find-reused-ids.ts";
export type { PlanInput } from "./plan/judgement.ts";
export { dropStanding } from "./plan/mark-conflicts.ts";
export { obeyDecisions } from "./plan/obey-decisions.ts";
export { countConflicts, recordConflicts, withdrawConflicts } from "./plan/record-conflicts.ts";
export { countFill, fallenFields, type Fill, keepFields } from "./plan/field-fill.ts";
export {
  approveFields,
  type FieldHold,
  holdFields,
  listFieldHolds,
  standingFields,
} from "./plan/field-holds.ts";
export { gateNumbers, type GateNumbers } from "./plan/gate-numbers.ts";
export { type HoldCause, holdRows, type HoldRule, markHeld, type Waiting } from "./plan/hold-rows.ts";
export { keepDeclined } from "./plan/keep-declined.ts";
export { keepCreated } from "./plan/keep-created.ts";
export {
  approvePlan,
  listAccepted,
  listPlanHolds,
  type PlanHold,
  rejectPlan,
  settlePlanHolds,
} from "./plan/plan-holds.ts";
export { skipRemoved } from "./plan/removed-members.ts";
export { knowsAnybody } from "./plan/knows-anybody.ts";
export { keepPinned } from "./plan/keep-pinned.ts";
export { markScope } from "./plan/mark-scope.ts";
export { OVERRULED, raiseOverruled } from "./plan/raise-overruled.ts";
export { anyProtected, dropOutlived } from "./plan/review-rules.ts";
export { draftStaleClaims } from "./plan/draft-stale-claims.ts";
export { draftUnclaimed } from "./plan/draft-unclaimed.ts";
export { giveSeats } from "./plan/give-seats.ts";
export { draftLapsed } from "./plan/lapsed-overrides.ts";
export { listRunChanges, type RunChange } from "./plan/run-changes.ts";
export { endRun, enterState, readFullInstead, restartReading, type RunOutcome } from "./runs/advance-run.ts";
export { cancelQueued, cancelUnderWay, dropScheduled, revokeLease } from "./runs/cancel-run.ts";
export { type Claim, claimRun, isLeased } from "./runs/claim-run.ts";
export { applicationName, fence, heartbeat, type Lease, LeaseLostError, releaseLease } from "./runs/lease.ts";
export { interruptRun } from "./runs/interrupt-run.ts";
export { nextQueued, type QueuedRun, requestRun, type RunRequest } from "./runs/request-run.ts";
export {
  findRun,
  hasEnded,
  type HeldPart,
  isUnderWay,
  listRuns,
  type RunMode,
  type RunRecord,
  type RunState,
} from "./runs/run-record.ts";
export { type Keyring, parseKeyring } from "./secrets/keyring.ts";
export { type DueIntegration, queueDueRuns } from "./system/due.ts";
export { stopStatements } from "./system/end-backends.ts";
export { inspectDatabase, type Inspection, listOrganizations } from "./system/inspect.ts";
export { noticeHealth } from "./system/health-notices.ts";
export { noticeWaiting } from "./system/notices.ts";
export { addRunJobs, RUN_TASK, type RunJob } from "./system/jobs.ts";
export { migrate, type MigrationStatus, migrationStatus } from "./system/migrate.ts";
export { createOwnDatabase, dropOwnDatabase } from "./system/own-database.ts";
export {
  createOrganization,
  findOrganization,
  type Organization,
  organizationZone,
} from "./system/organizations.ts";
export { readQueueRoom } from "./system/queue-room.ts";
export { type Forgotten, forgetDaily } from "./system/retention.ts";
export { encodeStaged, type RejectedPerson, stageGroup, type StagingGroup } from "./system/staging.ts";
export { vendorPermits } from "./system/vendor-permits.ts";
export { requeueForgotten, takeOverExpired } from "./system/take-over.ts";
export {
  findVendorPause,
  listVendorPauses,
  pauseVendor,
  resumeVendor,
  type VendorPause,
} from "./system/vendor-pauses.ts";
export { forgetWorker, liveWorkers, seeWorker, sweepDeadWorkers } from "./system/workers.ts";
export { loadOrCreateKeyFile } from "./secrets/key-file.ts";
export {
  type Announcement,
  announce,
  listAnnouncements,
  useAnnouncements,
} from "./integrations/announcements.ts";
export { type AppliedConfig, type Baseline, readBaseline, recordBaseline } from "./integrations/baseline.ts";
export {
  type LeftAlone,
  previewUndo,
  type Reverted,
  type Undone,
  undoRun,
} from "./undo/undo-run.ts";
