import { hash } from "../company/hash.ts";
import type { FaultName } from "./fault-catalog.ts";
import type { FaultRule, FaultsInput } from "./fault-input.ts";

const HIDING = 77;

/** The faults in force. */
export interface FaultState {
  set: (input: FaultsInput, ids: readonly number[]) => void;
  clear: () => void;
  /** Counts one call and says what shall go wrong with it. The first rule that fires wins, all of them count. */
  strike: (operation: string, page: number | undefined) => FaultName | undefined;
  hidesPeople: () => boolean;
  /** The most rows of a page of a list; infinite where nothing was set. */
  mostRows: () => number;
  isHidden: (id: number) => boolean;
  /** True once restrictField has struck. */
  statusRestricted: () => boolean;
  /** Grows when who is hidden changes. */
  version: () => number;
  summary: () => { rules: number; hidePeople: number };
}

interface ArmedRule {
  rule: FaultRule;
  seen: number;
  fired: number;
}

/** `seed` draws the hidden people where the input names no seed of its own. */
export function createFaultState(seed: number): FaultState {
  let armed: ArmedRule[] = [];
  let hiding = { share: 0, seed, limit: -1 };
  let restricted = false;
  let mostRows = Number.POSITIVE_INFINITY;
  let version = 0;
  return {
    set(input, ids) {
      if (input.rules !== undefined) {
        armed = input.rules.map((rule) => ({ rule, seen: 0, fired: 0 }));
        restricted = false;
      }
      if (input.hidePeople !== undefined) {
        const lot = input.seed ?? seed;
        hiding = { share: input.hidePeople, seed: lot, limit: hidingLimit(input.hidePeople, lot, ids) };
      }
      mostRows = input.mostRows ?? mostRows;
      version += 1;
    },
    clear() {
      armed = [];
      hiding = { share: 0, seed, limit: -1 };
      restricted = false;
      mostRows = Number.POSITIVE_INFINITY;
      version += 1;
    },
    strike(operation, page) {
      const matching = armed.filter(({ rule }) => matches(rule, operation, page));
      for (const entry of matching) entry.seen += 1;
      const striking = matching.find(isDue);
      if (striking === undefined) return undefined;
      striking.fired += 1;
      if (striking.rule.fault === "restrictField") restricted = true;
      return striking.rule.fault;
    },
    hidesPeople: () => hiding.limit >= 0,
    mostRows: () => mostRows,
    isHidden: (id) => hiding.limit >= 0 && hash(hiding.seed, HIDING, id) <= hiding.limit,
    statusRestricted: () => restricted,
    version: () => version,
    summary: () => ({ rules: armed.length, hidePeople: hiding.share }),
  };
}

function matches(rule: FaultRule, operation: string, page: number | undefined): boolean {
  return rule.operation === operation && (rule.page === undefined || rule.page === page);
}

function isDue({ rule: { attempt, times }, seen, fired }: ArmedRule): boolean {
  if (attempt === undefined) return times === undefined || fired < times;
  return seen >= attempt && seen < attempt + (times ?? 1);
}

/** People are hidden from the lowest lot up; those hired later fall under the same line. */
function hidingLimit(share: number, seed: number, ids: readonly number[]): number {
  const count = Math.round(share * ids.length);
  const lots = ids.map((id) => hash(seed, HIDING, id)).toSorted((a, b) => a - b);
  return count === 0 ? -1 : (lots[count - 1] ?? -1);
}
