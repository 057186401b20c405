/** How many days each kind of row is kept, and from when they count. */
export const RETENTION_DAYS = {
  /** What a run had read, from its end; mostly it goes with the end itself. */
  stagedPeople: 1,
  /** Plans that were never applied, from the end of their run. */
  plans: 7,
  /** Applied changes: history, feed and undo reach as far. */
  changes: 400,
  /** Runs, from their end; those that something still goes by stay. */
  runs: 400,
  /** Questions to a person that are answered or withdrawn, from when they were asked. */
  answeredHolds: 400,
  notices: 400,
  /** Acts that changed no member. */
  audit: 730,
  /** That a vendor was paused, from its end. */
  vendorPauses: 730,
} as const;
