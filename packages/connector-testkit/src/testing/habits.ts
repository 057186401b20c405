/** What a hurried author may get wrong. */
export type Habit =
  // of the declaration
  | "anyHost"
  | "looseSettings"
  | "noHelp"
  | "accountIsTheKey"
  | "wrongTokenUrl"
  // of a full read
  | "badListIsEmpty"
  | "missingListIsEmpty"
  | "failureIsTheEnd"
  | "shortIsTheEnd"
  | "repeatIsTheEnd"
  | "totalIsTheEnd"
  | "noTotal"
  | "startsOver"
  | "halfPages"
  | "sleepsOnFailure"
  | "looksAtTheClock"
  | "prints"
  // of one person
  | "namelessAreSkipped"
  | "namelessAreQuoted"
  | "noPersonId"
  | "stampsRecords"
  | "withheldIsEmpty"
  | "oddStatusIsLeft"
  | "leaveIsLeft"
  | "plannedIsLeft"
  | "failureIsNotFound"
  | "unreadableIsGone"
  | "looksTwice"
  // of changes and the vendor's calls
  | "lateWatermark"
  | "leaversAreNoChange"
  | "failureIsNoChange"
  | "lostWatermarkIsNoChange"
  | "changesAreCounted"
  | "anySignature"
  | "anyAge"
  | "parsesFirst"
  // of what is shown
  | "fewChecks"
  | "noFix"
  | "verifyFails"
  | "manySamples"
  | "standardIsOwn"
  | "ownIsUnread";

/** True for those habits that a connector has. */
export type Has = (habit: Habit) => boolean;
