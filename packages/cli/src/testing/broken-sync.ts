import type { RunOutcome } from "@muster/store";
import type { Chance } from "@muster/store/testing";
import type { FaultsInput, Simulator } from "@muster/simulators";
import { expect } from "vitest";
import type { CompanyOptions, useVendorCompanies, VendorCompany } from "./vendor-company.ts";

type FaultRule = NonNullable<FaultsInput["rules"]>[number];
export type FaultName = FaultRule["fault"];

/** Vendors that give their list in pages. */
export const PAGED = ["rippling", "workday", "personio"];
export const ALL = ["bamboohr", "hibob", ...PAGED];

/** What came of a sync while something was wrong with the vendor. */
export interface Broken extends VendorCompany {
  outcome: RunOutcome;
  /** Who were members, and as what, before. */
  before: unknown;
  /** What the vendor was asked for meanwhile. */
  asked: ReturnType<Simulator["requests"]>;
}

export type BrokenSync = (
  vendor: string,
  chance: Chance,
  rule: Omit<FaultRule, "operation">,
  options?: CompanyOptions,
) => Promise<Broken>;

/** A fortnight passes in a company that was synced; then the list goes wrong during the next sync. */
export function brokenSyncs(newCompany: ReturnType<typeof useVendorCompanies>): BrokenSync {
  return async (vendor, chance, rule, options) => {
    const company = await newCompany(vendor, chance, options);
    const before = await company.members();
    company.simulator.advance(14);
    company.simulator.setFaults({ rules: [{ operation: "list", ...rule }] });
    const earlier = company.simulator.requests().length;
    const outcome = await company.sync();
    return { ...company, outcome, before, asked: company.simulator.requests().slice(earlier) };
  };
}

/** The run failed by one of these kinds, says what to do, and nobody was touched. */
export async function expectUntouched(broken: Broken, ...kinds: readonly string[]): Promise<void> {
  const { outcome, before, members } = broken;
  expect(outcome).toMatchObject({ state: "failed", fix: expect.stringMatching(/\w/) });
  expect(kinds).toContain(outcome.reasonKind);
  expect(await members()).toEqual(before);
}

/** The run went as if nothing had been. */
export function expectWhole({ outcome }: Broken): void {
  expect(outcome).toMatchObject({ state: "succeeded", certificate: expect.stringMatching(/counted|walked/) });
  expect(outcome.counts).toMatchObject({ suspect: 0 });
}

/** Another one for each seed. */
export function oneOf<T>(list: readonly T[], { seed }: Pick<Chance, "seed">): T {
  const chosen = list[(seed - 1) % list.length];
  if (chosen === undefined) throw new Error("an empty list");
  return chosen;
}

/** The page that goes wrong; the only one where there are no pages. */
export function pageOf(vendor: string, page: number): { page: number } {
  return { page: PAGED.includes(vendor) ? page : 1 };
}
