import type { Habit } from "./habits.ts";

/** Habits, and the scenarios that find them out. */
export interface BrokenCase {
  habits: readonly Habit[];
  finding: RegExp;
  /** Parts of their names, each of one alone. */
  scenarios: readonly string[];
}

/** Of the worst that can be found. */
export const SHORT = /^(oauth: )?certified as complete with \d+ people missing$/;
const SILENT = /^a change was lost in silence \(/;

const NO_ANSWERS =
  "http401 http403 http500 http429 http204 html200 emptyBody nullBody emptyObject cutJson cutChunked cutLength";
const LOOK_FAULTS = `${NO_ANSWERS} http503 missingId hang`.split(" ");
const CHANGE_FAULTS = `${NO_ANSWERS} http404`.split(" ");

export const BROKEN_CASES: readonly BrokenCase[] = [
  { habits: ["noDocs"], finding: /no https address/, scenarios: ["the declaration links to"] },
  { habits: ["noHelp"], finding: /has help$/, scenarios: ["says where its secrets are made"] },
  { habits: ["wantsMore"], finding: /^it is refused/, scenarios: ["the working configuration"] },
  { habits: ["looseSettings"], finding: /a setting that there is not/, scenarios: ["misspelt"] },
  { habits: ["anyHost"], finding: /leads elsewhere/, scenarios: ["no setting leads to another host"] },
  { habits: ["accountIsTheKey"], finding: /a secret is shown/, scenarios: ["a bare https origin"] },
  {
    habits: ["wrongTokenUrl"],
    finding: /^oauth: ended stopped instead of whole/,
    scenarios: ["each way to sign in that is declared", "another one is fetched once"],
  },
  {
    habits: ["failureIsTheEnd"],
    finding: /ended heldEmpty instead of stopped/,
    scenarios: [
      "each way to sign in blames wrong",
      "a wrong key ends a read",
      "no token is to be had",
      "the token's answer is a web page",
      "the token's answer is empty",
      "the first page is a web page",
      "the first page is no content",
      "the first page has no body",
    ],
  },
  {
    habits: ["badListIsEmpty"],
    finding: /ended heldEmpty instead of stopped/,
    scenarios: ["the first page is null", "the first page is {}", "the first page comes without its list"],
  },
  {
    habits: ["failureIsTheEnd", "noTotal"],
    finding: SHORT,
    scenarios: [
      "each token ends at once",
      "the consent is withdrawn",
      "a page is a web page with status 200",
      "a page calls itself HTML",
      "a page is no content",
      "a page has no body",
      "JSON is cut though its length fits",
      "a page is shorter than announced",
      "a page breaks off between chunks",
      "a page ends with the connection",
      "a page unpacks to more",
      "a page leads elsewhere",
      "the vendor's own error with status 200",
      "XML that unfolds",
      "XML that points elsewhere",
      "XML of endless depth",
      "XML of a million references",
      "a page fails past all retries",
      "goes down and stays down",
      "never has room",
      "a day's pause",
      "the key is withdrawn in the middle",
      "a right is withdrawn",
      "a page is not found",
      "a page drips [",
      "a page never comes",
      "the place in the list is lost once",
      "the place in the list is lost each time",
      "a page has no total",
    ],
  },
  { habits: ["badListIsEmpty", "noTotal"], finding: SHORT, scenarios: ["a page is null", "a page is {}"] },
  { habits: ["missingListIsEmpty", "noTotal"], finding: SHORT, scenarios: ["a page comes without its list"] },
  {
    habits: ["repeatIsTheEnd", "noTotal"],
    finding: SHORT,
    scenarios: ["the cursor leads back", "the cursor leads to the start"],
  },
  { habits: ["totalIsTheEnd"], finding: SHORT, scenarios: ["the total is short of a whole page"] },
  {
    habits: ["noTotal"],
    finding: SHORT,
    scenarios: [
      "a page says that there is nobody",
      "a page in the middle is left out",
      "the last page is left out",
      "somebody slides to a page that was read",
    ],
  },
  {
    habits: ["noTotal"],
    finding: /ended whole instead of stopped/,
    scenarios: ["the total does not match", "somebody is hired between two pages"],
  },
  { habits: ["shortIsTheEnd", "noTotal"], finding: SHORT, scenarios: ["short though more follow"] },
  {
    habits: ["failuresAreFinal"],
    finding: /ended stopped instead of whole/,
    scenarios: [
      "a page fails once",
      "the vendor is down for a moment",
      "no room for a moment",
      "the vendor asks for a second [",
      "the vendor is down for a second",
      "a pause until a date",
      "says in its own way that it has no room",
      "a negative pause",
      "a pause in words",
    ],
  },
  { habits: ["namelessAreSkipped", "noTotal"], finding: SHORT, scenarios: ["a record has no id"] },
  { habits: ["namelessAreQuoted"], finding: /a person is named/, scenarios: ["a record has no id"] },
  { habits: ["badRecordsAreSkipped", "noTotal"], finding: SHORT, scenarios: ["a date is none"] },
  { habits: ["numbersAreNoIds"], finding: /ended stopped instead of whole/, scenarios: ["ids are numbers"] },
  {
    habits: ["oddStatusIsLeft"],
    finding: /read as terminated/,
    scenarios: ["a status is a new word", "a status is blank"],
  },
  {
    habits: ["withheldIsEmpty"],
    finding: /ended whole instead of stopped/,
    scenarios: ["withheld from the middle on", "reported and not taken for empty"],
  },
  {
    habits: ["withheldIsEmpty"],
    finding: /no field counts as withheld/,
    scenarios: ["a withheld one absent"],
  },
  {
    habits: ["leaveIsLeft"],
    finding: /who is onLeave is terminated/,
    scenarios: ["employment is the vendor's"],
  },
  {
    habits: ["plannedIsLeft"],
    finding: /who is active is terminated/,
    scenarios: ["employment is the vendor's"],
  },
  { habits: ["noPersonId"], finding: /different person ids/, scenarios: ["everyone is read once"] },
  { habits: ["startsOver"], finding: /resumed after page 1/, scenarios: ["resumed from any checkpoint"] },
  { habits: ["looksAtTheClock"], finding: /in another way/, scenarios: ["resumed on a later day"] },
  {
    habits: ["halfPages"],
    finding: /largest page has 25 people/,
    scenarios: ["as large as the vendor allows"],
  },
  { habits: ["stampsRecords"], finding: /75 people seem to have changed/, scenarios: ["read alike twice"] },
  { habits: ["prints"], finding: /a person is named/, scenarios: ["nothing is printed"] },
  {
    habits: ["sleepsOnFailure"],
    finding: /^it took \d+ ms$/,
    scenarios: [
      "an abort ends a read that",
      "an abort ends Test connection",
      "an abort ends a look",
      "an abort ends a search",
      "an abort ends a read of changes",
    ],
  },
  { habits: ["stampsRecords"], finding: /jobTitle is not/, scenarios: ["finds people as the list has them"] },
  { habits: ["notFoundIsFailure"], finding: /^it failed/, scenarios: ["whose record was erased"] },
  {
    habits: ["failureIsNotFound"],
    finding: /there is no such person/,
    scenarios: LOOK_FAULTS.map(
      (fault) => `a look by id is an error and not "not found" when it fails [${fault}]`,
    ),
  },
  { habits: ["leaversAreNoChange"], finding: /is not named/, scenarios: ["whoever moved, came or left"] },
  { habits: ["changesAreCounted"], finding: /it gives a total/, scenarios: ["speaks of a few people"] },
  {
    habits: ["lateWatermark"],
    finding: /is not named/,
    scenarios: ["what changed while everybody was read"],
  },
  { habits: ["lostWatermarkIsNoChange"], finding: /says that 0/, scenarios: ["cannot look back to"] },
  {
    habits: ["failureIsNoChange"],
    finding: SILENT,
    scenarios: CHANGE_FAULTS.map((fault) => `no change is lost when the changes cannot be read [${fault}]`),
  },
  { habits: ["touchesNobody"], finding: /names nobody/, scenarios: ["names the people touched"] },
  {
    habits: ["anySignature"],
    finding: /^it is (touched|unreadable)$/,
    scenarios: [
      "without one of its headers",
      "whose headers were changed",
      "whose body was cut",
      "signed with another secret",
    ],
  },
  { habits: ["anyAge"], finding: /^it is touched$/, scenarios: ["a day old"] },
  { habits: ["parsesFirst"], finding: /^it throws/, scenarios: ["a call without a body"] },
  { habits: ["fewChecks"], finding: /no check headCount/, scenarios: ["passes with good credentials"] },
  {
    habits: ["noFix"],
    finding: /does not say what to do/,
    scenarios: ["says what to do", "points out fields that may not be read"],
  },
  {
    habits: ["allIsWell"],
    finding: /^(no check failed|the check reachable did not fail)/,
    scenarios: ["may not read employees", "no error when the vendor is down", "whatever the vendor answers"],
  },
  { habits: ["fewChecks"], finding: /the same head count/, scenarios: ["sees fewer people"] },
  { habits: ["manySamples"], finding: /more than 3 samples/, scenarios: ["own fields are found"] },
  { habits: ["standardIsOwn"], finding: /team is a declared field/, scenarios: ["own fields are found"] },
  { habits: ["ownIsUnread"], finding: /wanted and not read/, scenarios: ["an own field that is wanted"] },
  {
    habits: ["failureIsNoFields"],
    finding: /^it found/,
    scenarios: ["looking for fields with a wrong key", "looking for fields ends in an error"],
  },
];

/** Scenarios that no connector of Plain HR's can fail, and why they are asked all the same. */
export const STATED: Readonly<Record<string, string>> = {
  "a page is cut once": "the host repeats what was cut",
  "a page is cut short once": "the host repeats what was cut",
  "a page breaks off once": "the host repeats what was cut",
  "a page ends early once": "the host repeats what was cut",
  "a page drips once": "the host repeats what takes too long",
  "details are cut short once": "the host repeats what was cut",
  "the whole list is empty": "the gate holds an empty roster, whoever read it",
  "the link to the next page leads to another host": "Plain HR has no links",
  "names no host": "Plain HR has no links",
  "has no link at all": "Plain HR has no links",
  "in their barest form": "Plain HR has one form",
  "each record says for itself": "Plain HR has one form",
  "statuses have other labels": "Plain HR has one form",
  "as they were a moment ago": "Plain HR shows people as they are",
  "people move and come between two pages": "Plain HR's cursor holds its place",
  "a record comes twice": "ids are counted once, whoever read them",
  "one id comes with two names": "ids are counted once, whoever read them",
  "a name holds a NUL": "texts that cannot be stored are turned away when they are mapped",
  "a name holds half a character": "texts that cannot be stored are turned away when they are mapped",
  "a name is a megabyte long": "texts that cannot be stored are turned away when they are mapped",
};
