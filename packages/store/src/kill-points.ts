import { writeSync } from "node:fs";
import type {
  KyselyPlugin,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from "kysely";
import type { Tx } from "./connection.ts";
import { StoreError } from "./errors.ts";

/**
 * Where a process can be made to die:
 * - `statement`: after each statement of an organization's transaction
 * - `committed`: after each such transaction
 * - `page`: a page has come and is not mapped yet
 * - `groupCopied`, `groupCommitted`: before and after the commit of a group of people that was read
 * - `looked`: the by-id looks are over
 * - `judged`: the gate has spoken
 * - `applied`, `sealed`, `ended`: within the transaction that applies a plan
 * - `jobDone`: the run has been led, and the queue does not know it yet
 */
const KILL_POINTS = [
  "statement",
  "committed",
  "page",
  "groupCopied",
  "groupCommitted",
  "looked",
  "judged",
  "applied",
  "sealed",
  "ended",
  "jobDone",
] as const;

export type KillPointName = (typeof KILL_POINTS)[number];

/** The n-th pass of a point, by anybody or by one organization. */
export interface KillPoint {
  name: KillPointName;
  pass: number;
  orgId: number | undefined;
}

const FORM = /^(\w+)#([1-9]\d*)(?:@([1-9]\d*))?$/;

/**
 * Reads `KILL_AT`: `applied#1`, or several with commas, each of one organization or of any: `page#2@7,sealed#1@8`.
 * Throws StoreError `badKillPoint`.
 */
export function parseKillPoints(text: string): KillPoint[] {
  return text.split(",").map((part) => {
    const [, word, pass, org] = FORM.exec(part.trim()) ?? [];
    const name = KILL_POINTS.find((known) => known === word);
    if (name === undefined) {
      throw new StoreError("A kill point is not of the form name#n or name#n@organization.", {
        code: "badKillPoint",
        fix: `Name one of ${KILL_POINTS.join(", ")}.`,
      });
    }
    return { name, pass: Number(pass), orgId: org === undefined ? undefined : Number(org) };
  });
}

interface Armed {
  points: readonly KillPoint[];
  reached: Set<KillPoint>;
  /** Those whose organization's job was done before. */
  missed: Set<KillPoint>;
  /** By name, and by name and organization. */
  passes: Map<string, number>;
  die: (reached: readonly KillPoint[]) => void;
}

let armed: Armed | undefined;

/**
 * Makes this process die by SIGKILL at these points, for tests of what a crash leaves behind. With several, whoever
 * comes to one stands still there, and the process dies when each has been come to, or its organization's job was
 * done before. Gives the passes so far, by name and by name@organization.
 */
export function armKillPoints(points: readonly KillPoint[], die = killProcess): ReadonlyMap<string, number> {
  armed = { points, reached: new Set(), missed: new Set(), passes: new Map(), die };
  return armed.passes;
}

function killProcess(reached: readonly KillPoint[]): void {
  const where = reached.map(
    ({ name, pass, orgId }) => `${name}#${pass}${orgId === undefined ? "" : `@${orgId}`}`,
  );
  writeSync(2, `KILL_AT: ${where.join(" ")}\n`);
  process.kill(process.pid, "SIGKILL");
}

/** Says that the work of an organization has come to a point. Where none is armed, it costs nothing. */
export async function passing(name: KillPointName, orgId: number): Promise<void> {
  if (!armed) return;
  const passes = [name, `${name}@${orgId}`].map((key) => {
    const pass = (armed?.passes.get(key) ?? 0) + 1;
    armed?.passes.set(key, pass);
    return pass;
  });
  const [ofAll, ofOrganization] = passes;
  const { points, reached, missed, die } = armed;
  const here = points.find(
    (point) =>
      point.name === name &&
      (point.orgId === undefined
        ? point.pass === ofAll
        : point.orgId === orgId && point.pass === ofOrganization),
  );
  if (here) reached.add(here);
  if (name === "jobDone") {
    for (const point of points) if (point.orgId === orgId && !reached.has(point)) missed.add(point);
  }
  if (reached.size + missed.size === points.length) die([...reached]);
  // Neither goes on: what follows would not be what the point is named after.
  if (here) await new Promise<never>(() => undefined);
}

/** The same transaction, with a pass after each of its statements where a point is armed. */
export function withPasses(tx: Tx, orgId: number): Tx {
  return armed ? tx.withPlugin(new StatementPasses(orgId)) : tx;
}

class StatementPasses implements KyselyPlugin {
  readonly #orgId: number;

  constructor(orgId: number) {
    this.#orgId = orgId;
  }

  transformQuery({ node }: { node: RootOperationNode }): RootOperationNode {
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    await passing("statement", this.#orgId);
    return result;
  }
}
