import { requestsOf, withSession } from "./bench.ts";
import { type Expectation, judgeReading } from "./judge-reading.ts";
import { readEveryone } from "./reference-reader.ts";
import type { Bench, FaultName, Findings, Scenario } from "./scenario.ts";

/** At whose details something goes wrong: with people before and behind them on their page. */
const UNLUCKY = 30;

interface DetailCase extends Expectation {
  fault: FaultName;
  /** What happens, as the end of "nobody looks gone when …". */
  when: string;
  /** How often; from then on for everybody if not given. */
  times?: number;
}

/**
 * Whoever is on the list is there, whatever becomes of the look at them: either they are turned away by their id, which
 * counts as present, or the read has no certificate.
 */
const CASES: readonly DetailCase[] = [
  { fault: "http401", when: "the key is withdrawn between two details", outcome: "stopped", kind: "auth" },
  { fault: "http403", when: "details may no longer be read", outcome: "safe" },
  { fault: "http404", when: "one person's details are not found", times: 1, outcome: "safe" },
  { fault: "http404", when: "nobody's details are found any more", outcome: "safe" },
  { fault: "http500", when: "details fail past all retries", outcome: "safe" },
  { fault: "http429", when: "the vendor has no room for details", outcome: "safe" },
  { fault: "html200", when: "details are web pages", outcome: "safe" },
  { fault: "http204", when: "details are no content", outcome: "safe" },
  { fault: "emptyBody", when: "details have no body", outcome: "safe" },
  { fault: "nullBody", when: "details are null", outcome: "safe" },
  { fault: "emptyObject", when: "details are {}", outcome: "safe" },
  { fault: "cutJson", when: "details are cut though their length fits", outcome: "safe" },
  { fault: "cutChunked", when: "details break off between chunks", outcome: "safe" },
  { fault: "cutLength", when: "details are shorter than announced", outcome: "safe" },
  { fault: "missingId", when: "one person's details have no id", times: 1, outcome: "safe" },
  { fault: "unknownStatus", when: "some people's status is a new word", times: 20, outcome: "whole" },
  { fault: "badDate", when: "a date in one person's details is none", times: 1, outcome: "whole" },
  { fault: "http500", when: "details fail once", times: 1, outcome: "whole" },
  {
    fault: "http429RetryAfter",
    when: "the vendor asks for a second between details",
    times: 1,
    outcome: "whole",
  },
  { fault: "cutLength", when: "details are cut short once", times: 1, outcome: "whole" },
];

/** Full reads that need a look at each person, with something wrong at one of them. */
export const detailScenarios: readonly Scenario[] = CASES.map((detailCase) => ({
  name: `nobody looks gone when ${detailCase.when} [${detailCase.fault}]`,
  concerns: ({ requestsPerPerson = 0 }) => requestsPerPerson > 0,
  run: (bench) => readUnder(bench, detailCase),
}));

async function readUnder(
  bench: Bench,
  { fault, times = 10_000, ...expected }: DetailCase,
): Promise<Findings> {
  const { connector, simulator } = bench;
  const truth = simulator.company();
  simulator.setFaults({ rules: [{ operation: "byId", attempt: UNLUCKY, times, fault }] });
  const { result: reading, requests } = await requestsOf(bench, () =>
    withSession(bench, (session) => readEveryone(connector, session)),
  );
  const looks = requests.filter(({ operation }) => operation === "byId").length;
  return [
    ...(looks >= UNLUCKY ? [] : [`there were ${looks} looks, so that nothing was tried`]),
    ...judgeReading(bench, truth, reading, expected),
  ];
}
