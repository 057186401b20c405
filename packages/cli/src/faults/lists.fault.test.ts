import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { brokenSyncs, expectUntouched, expectWhole, oneOf, PAGED, pageOf } from "../testing/broken-sync.ts";
import { useVendorCompanies } from "../testing/vendor-company.ts";

const newCompany = useVendorCompanies();
const brokenSync = brokenSyncs(newCompany);

fault(
  "F08",
  "S1",
  "a total that the pages do not make up voids the certificate: nobody is missing",
  async (chance) => {
    const company = await newCompany(oneOf(PAGED, chance), chance);
    const { simulator } = company;
    simulator.advance(14);
    simulator.setFaults({ rules: [{ operation: "list", fault: "totalTooHigh" }] });
    const outcome = await company.sync();
    expect(outcome.counts).toMatchObject({ suspect: 0 });
    if (simulator.countsPeople) expect(outcome.certificate).toBe("none");
    return company.left();
  },
);

fault("F08", "S1", "a page that is left out takes nobody out", async (chance) => {
  const broken = await brokenSync(oneOf(PAGED, chance), chance, {
    fault: "dropPage",
    page: 2 + chance.below(10),
  });
  const { outcome, simulator } = broken;
  // Where the vendor counts, the total tells; where it does not, these people are suspects from the first look on.
  if (simulator.countsPeople) {
    expect([null, "none"]).toContain(outcome.certificate);
    expect(outcome.counts["suspect"] ?? 0).toBe(0);
  }
  return broken.left();
});

fault("F09", "S2", "one employee twice is one employee", async (chance) => {
  const broken = await brokenSync("bamboohr", chance, { fault: "duplicateId", page: 1 });
  expectWhole(broken);
  expect(broken.outcome.counts).toMatchObject({ reject: 0 });
  return broken.left();
});

fault("F09", "S2", "one id with two contents is put aside, and counts as present", async (chance) => {
  const broken = await brokenSync("bamboohr", chance, { fault: "conflictingDuplicate", page: 1 });
  expect(broken.outcome.counts).toMatchObject({ reject: 1, suspect: 0 });
  return broken.left();
});

fault("F10", "S1", "whoever slides to a page that was read is at most a suspect", async (chance) => {
  const broken = await brokenSync(oneOf(PAGED, chance), chance, {
    fault: "slideRows",
    page: 2 + chance.below(15),
  });
  expect(broken.outcome.state).not.toBe("failed");
  return broken.left();
});

for (const name of ["repeatCursor", "loopCursor"] as const) {
  fault("F11", "S2", `a list that goes in circles (${name}) is noticed`, async (chance) => {
    const broken = await brokenSync("rippling", chance, { fault: name, page: 5 });
    await expectUntouched(broken, "contract");
    expect(broken.asked.filter(({ operation }) => operation === "list").length).toBeLessThan(12);
    return broken.left();
  });
}

fault("F23", "S1", "ids that come as numbers make nobody another person", async (chance) => {
  const broken = await brokenSync(oneOf(["bamboohr", "personio"], chance), chance, { fault: "numericIds" });
  expectWhole(broken);
  return broken.left();
});

for (const name of [
  "nulInName",
  "loneSurrogate",
  "longName",
  "badDate",
  "unknownStatus",
  "blankStatus",
] as const) {
  fault(
    "F26",
    "S2",
    `a record with something wrong in it (${name}) costs no other, and counts as present`,
    async (chance) => {
      const vendor = oneOf(["bamboohr", "rippling"], chance);
      const broken = await brokenSync(vendor, chance, { fault: name, ...pageOf(vendor, 4) });
      expect(broken.outcome).toMatchObject({ state: "succeeded", counts: { suspect: 0 } });
      return broken.left();
    },
  );
}
