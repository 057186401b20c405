import { type Connector, isConnectorError } from "@muster/connector-sdk";
import { middlePage, requestsOf, withSession } from "./bench.ts";
import { type Expectation, judgeReading } from "./judge-reading.ts";
import { leaksIn, WRONG_KEY } from "./leaks.ts";
import { readEveryone } from "./reference-reader.ts";
import type { Bench, FaultName, Findings, Scenario } from "./scenario.ts";

interface TokenCase extends Expectation {
  name: string;
  operation: "list" | "token";
  fault: FaultName;
  times?: number;
  /** Calls of the token endpoint. */
  tokens?: number;
}

const TOKEN_CASES: readonly TokenCase[] = [
  {
    name: "the token ends in the middle: another one is fetched once",
    operation: "list",
    fault: "expireToken",
    times: 1,
    tokens: 2,
    outcome: "whole",
  },
  {
    name: "each token ends at once",
    operation: "list",
    fault: "expireToken",
    outcome: "stopped",
    kind: "auth",
  },
  {
    name: "the consent is withdrawn in the middle",
    operation: "list",
    fault: "revokeGrant",
    outcome: "stopped",
    kind: "auth",
  },
  {
    name: "no token is to be had",
    operation: "token",
    fault: "http503",
    outcome: "stopped",
    kind: "transient",
  },
  { name: "the token's answer is a web page", operation: "token", fault: "html200", outcome: "stopped" },
  { name: "the token's answer is empty", operation: "token", fault: "emptyObject", outcome: "stopped" },
];

/** The ways to sign in, and what becomes of a read when one of them ends. */
export const signInScenarios: readonly Scenario[] = [
  { name: "each way to sign in that is declared reads everyone", run: eachWay },
  { name: "each way to sign in blames wrong credentials", run: wrongSecrets },
  ...TOKEN_CASES.map((tokenCase) => ({
    name: `nobody looks gone when ${tokenCase.name} [${tokenCase.fault}]`,
    concerns: (connector: Connector) => oauthMethods(connector).length > 0,
    run: (bench: Bench) => underFault(bench, tokenCase),
  })),
];

async function eachWay(bench: Bench): Promise<Findings> {
  const { connector, simulator } = bench;
  const findings: string[] = [];
  for (const method of Object.keys(connector.auth)) {
    const auth = simulator.authMethods[method];
    if (!auth) findings.push(`the simulator does not offer ${method}`);
    else
      findings.push(...(await reads(bench, auth, { outcome: "whole" })).map((what) => `${method}: ${what}`));
  }
  return findings;
}

async function wrongSecrets(bench: Bench): Promise<Findings> {
  const findings: string[] = [];
  for (const [method, auth] of Object.entries(bench.simulator.authMethods)) {
    const wrong = Object.fromEntries(
      Object.entries(auth).map(([name, value]) => [name, name === "method" ? value : WRONG_KEY]),
    );
    const found = await refusedAtOnce(bench, () => reads(bench, wrong, { outcome: "stopped", kind: "auth" }));
    findings.push(...found.map((what) => `${method}: ${what}`));
  }
  return findings;
}

/** A text that is no key of the needed kind may be refused before the vendor sees it. */
async function refusedAtOnce({ simulator }: Bench, read: () => Promise<Findings>): Promise<Findings> {
  try {
    return await read();
  } catch (error) {
    if (isConnectorError(error) && error.kind === "config") return leaksIn(error, simulator);
    throw error;
  }
}

async function underFault(
  bench: Bench,
  { operation, fault, times, tokens, ...expected }: TokenCase,
): Promise<Findings> {
  const { connector, simulator } = bench;
  const findings: string[] = [];
  for (const method of oauthMethods(connector)) {
    const auth = simulator.authMethods[method];
    if (!auth) return [`the simulator does not offer ${method}`];
    const page = operation === "list" ? { page: middlePage(connector) } : {};
    simulator.setFaults({ rules: [{ operation, fault, ...page, ...(times !== undefined && { times }) }] });
    const { result, requests } = await requestsOf(bench, () => reads(bench, auth, expected));
    const fetched = requests.filter((request) => request.operation === "token").length;
    findings.push(...result.map((what) => `${method}: ${what}`));
    if (tokens !== undefined && fetched !== tokens) {
      findings.push(`${method}: it asked for ${fetched} tokens where ${tokens} would do`);
    }
  }
  return findings;
}

async function reads(bench: Bench, auth: object, expected: Expectation): Promise<Findings> {
  const truth = bench.simulator.company();
  const reading = await withSession(bench, (session) => readEveryone(bench.connector, session), { auth });
  return judgeReading(bench, truth, reading, expected);
}

function oauthMethods({ auth }: Connector): string[] {
  return Object.keys(auth).filter((method) => auth[method]?.type === "oauth");
}
