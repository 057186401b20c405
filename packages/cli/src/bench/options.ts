import { parseArgs } from "node:util";
import { usageError } from "../errors/command-error.ts";

export const HELP = `Usage: pnpm bench [--quick] [--fleet] [--json] [--people N] [--pairs N] [--neighbours N] [--plans FILE]

Measures Muster against the raw floor of the database: the same people copied in one stream and merged. Runs on a
Postgres of its own, which is removed at the end.

  --quick         100,000 people only
  --fleet         instead: many small integrations, two workers and the vendors they read
  --json          one line a row: {"scenario","ratio","target"}; good is a ratio of at most the target
  --people N      that many people only, in the three scenarios
  --pairs N       so many pairs of the engine and the floor; else 7, with --quick 3, with a million people 3
  --neighbours N  so many organizations of 2,000 people each in the store; else 500. With --fleet: so many integrations
  --plans FILE    besides, write the plans of each scenario's slow statements there`;

export interface BenchOptions {
  help: boolean;
  quick: boolean;
  fleet: boolean;
  json: boolean;
  people: number | undefined;
  pairs: number | undefined;
  neighbours: number | undefined;
  plans: string | undefined;
}

/** Throws CommandError `usage` for what it does not know. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const values = parsed(() =>
    parseArgs({
      args: [...args],
      options: {
        help: { ...flag, short: "h" },
        quick: flag,
        fleet: flag,
        json: flag,
        people: text,
        pairs: text,
        neighbours: text,
        plans: text,
      },
    }),
  );
  const { help, quick, fleet, json, plans } = values.values;
  return {
    help,
    quick,
    fleet,
    json,
    plans,
    people: positive("people", values.values.people),
    pairs: positive("pairs", values.values.pairs),
    neighbours: positive("neighbours", values.values.neighbours),
  };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw usageError("The benchmark was given something that it does not know.", {
      code: "usage",
      fix: "See `pnpm bench --help`.",
      cause,
    });
  }
}

function positive(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,7}$/.test(value)) return Number(value);
  throw usageError(`--${name} is no whole number above zero.`, {
    code: "usage",
    fix: "See `pnpm bench --help`.",
  });
}
