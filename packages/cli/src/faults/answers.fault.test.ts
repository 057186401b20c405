import { fault } from "@muster/store/testing";
import type { Simulator } from "@muster/simulators";
import type { RunOutcome } from "@muster/store";
import { expect } from "vitest";
import { useVendorCompanies } from "../testing/vendor-company.ts";

type FaultName = Parameters<Simulator["setFaults"]>[0] extends { rules?: infer R }
  ? NonNullable<R> extends readonly (infer Rule)[]
    ? Rule extends { fault: infer Name }
      ? Name
      : never
    : never
  : never;

const company = useVendorCompanies();
/** Vendors that give their list in pages. */
const PAGED = ["rippling", "workday", "personio"];
const ALL = ["bamboohr", "hibob", ...PAGED];

/** One of them, another one for each seed. */
function oneOf<T>(list: readonly T[], seed: number): T {
  const chosen = list[(seed - 1) % list.length];
  if (chosen === undefined) throw new Error("an empty list");
  return chosen;
}

/** A fortnight passes, the list goes wrong, somebody syncs; nothing but the end of that run may differ. */
async function brokenSync(input: {
  vendor: string;
  seed: number;
  name: FaultName;
  page?: number;
  times?: number;
}) {
  const { vendor, seed, name, ...where } = input;
  const made = await company(vendor, { seed });
  const before = await made.members();
  made.simulator.advance(14);
  made.simulator.setFaults({ rules: [{ operation: "list", fault: name, ...where }] });
  const outcome = await made.sync();
  const struck = made.simulator.requests().length > 0;
  expect(struck).toBe(true);
  return { ...made, before, outcome };
}

function expectFailed(outcome: RunOutcome, kind: string): void {
  expect(outcome).toMatchObject({ state: "failed", reasonKind: kind, fix: expect.any(String) });
}

fault(
  "F01",
  "S1",
  "a page that fails past all retries ends the run, and nobody is touched",
  async ({ seed }) => {
    const vendor = oneOf(PAGED, seed);
    const { outcome, before, members, left } = await brokenSync({ vendor, seed, name: "http500", page: 7 });
    expectFailed(outcome, "transient");
    expect(await members()).toEqual(before);
    return left();
  },
);
