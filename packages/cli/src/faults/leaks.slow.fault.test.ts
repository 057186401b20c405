import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { ALL, type FaultName, oneOf, pageOf } from "../testing/broken-sync.ts";
import { useVendorCompanies } from "../testing/vendor-company.ts";

const newCompany = useVendorCompanies();

/** One for each way in which a read can end badly. */
const WAYS: readonly FaultName[] = [
  "http500",
  "http401",
  "http429",
  "html200",
  "cutJson",
  "emptyObject",
  "redirect",
];
/** Where the engine and the queue write what is meant to be read by people who may not see everybody. */
const TOLD = ["runs", "audit", "notices", "graphile_worker._private_jobs"];

fault("F57", "S1", "no error tells a secret or whose data it met", async (chance) => {
  const vendor = oneOf(ALL, chance);
  const company = await newCompany(vendor, chance);
  const { simulator, sync, left } = company;
  for (const name of WAYS) {
    simulator.clearFaults();
    simulator.setFaults({
      mostRows: 3,
      rules: [{ operation: "list", fault: name, ...pageOf(vendor, 1 + chance.below(15)) }],
    });
    expect((await sync()).state).toBe("failed");
  }
  const aftermath = left();
  const told = [company.logged()];
  for (const table of TOLD) {
    const rows = await aftermath.query(`select t::text as line from ${table} t`);
    told.push(JSON.stringify(rows));
  }
  expect(told[1]).toContain("failed");
  const auth = Object.values(simulator.authMethods).flatMap((method) =>
    Object.values<unknown>({ ...method }),
  );
  const secrets = auth.filter((value): value is string => typeof value === "string" && value.length > 12);
  expect(secrets).not.toEqual([]);
  const people = simulator.company().flatMap(({ workEmail }) => workEmail ?? []);
  const found = [...secrets, ...people].filter((word) => told.some((text) => text.includes(word)));
  expect(found).toEqual([]);
  return aftermath;
});
