import { type BrokenCase, SHORT } from "./broken-cases.ts";

/** Habits at a Plain HR whose list holds ids alone. */
export const DETAIL_CASES: readonly BrokenCase[] = [
  {
    habits: ["unreadableIsGone", "noTotal"],
    finding: SHORT,
    scenarios: [
      "the key is withdrawn between two details",
      "details may no longer be read",
      "one person's details are not found",
      "nobody's details are found any more",
      "details fail past all retries",
      "no room for details",
      "details are web pages",
      "details are no content",
      "details have no body",
      "details are null",
      "details are {}",
      "details are cut though",
      "details break off",
      "details are shorter",
    ],
  },
  {
    habits: ["namelessAreSkipped", "noTotal"],
    finding: SHORT,
    scenarios: ["one person's details have no id"],
  },
  {
    habits: ["oddStatusIsLeft"],
    finding: /read as terminated/,
    scenarios: ["some people's status is a new word"],
  },
  {
    habits: ["badRecordsAreSkipped", "noTotal"],
    finding: SHORT,
    scenarios: ["a date in one person's details is none"],
  },
  {
    habits: ["failuresAreFinal"],
    finding: /ended stopped instead of whole/,
    scenarios: ["details fail once", "a second between details"],
  },
  { habits: ["looksTwice"], finding: /requests besides/, scenarios: ["as large as the vendor allows"] },
];
