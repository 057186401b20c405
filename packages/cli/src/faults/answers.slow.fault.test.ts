import { fault } from "@muster/store/testing";
import {
  ALL,
  brokenSyncs,
  expectUntouched,
  expectWhole,
  type FaultName,
  oneOf,
  PAGED,
  pageOf,
} from "../testing/broken-sync.ts";
import { useVendorCompanies } from "../testing/vendor-company.ts";
import { expect } from "vitest";

const brokenSync = brokenSyncs(useVendorCompanies());

fault(
  "F01",
  "S1",
  "a page that fails past all retries ends the run, and nobody is touched",
  async (chance) => {
    const broken = await brokenSync(oneOf(PAGED, chance), chance, { fault: "http500", page: 7 });
    await expectUntouched(broken, "transient");
    return broken.left();
  },
);

fault("F02", "S1", "an empty list in any vendor's form is held, and nobody is out", async (chance) => {
  const broken = await brokenSync(oneOf(ALL, chance), chance, { fault: "emptyList", page: 1 });
  expect(broken.outcome).toMatchObject({ state: "held", held: [{ code: "emptyRoster" }] });
  expect(await broken.members()).toEqual(broken.before);
  return broken.left();
});

fault("F03", "S1", "a web page in the place of a list is an error, never nobody", async (chance) => {
  const vendor = oneOf(ALL, chance);
  const name = oneOf<FaultName>(["html200", "wrongContentType"], chance);
  const broken = await brokenSync(vendor, chance, { fault: name, ...pageOf(vendor, 1 + chance.below(15)) });
  await expectUntouched(broken, "contract");
  return broken.left();
});

for (const name of ["cutJson", "cutLength", "cutChunked", "cutClose"] as const) {
  fault("F04", "S1", `a body that is cut once (${name}) is asked for again`, async (chance) => {
    const vendor = oneOf(ALL, chance);
    const broken = await brokenSync(vendor, chance, { fault: name, times: 1, ...pageOf(vendor, 7) });
    expectWhole(broken);
    return broken.left();
  });

  fault("F04", "S1", `a body that is cut each time (${name}) ends the run`, async (chance) => {
    const vendor = oneOf(ALL, chance);
    const broken = await brokenSync(vendor, chance, { fault: name, ...pageOf(vendor, 7) });
    await expectUntouched(broken, "transient");
    return broken.left();
  });
}

for (const name of ["emptyBody", "nullBody", "emptyObject", "listMissing", "http204"] as const) {
  fault("F05", "S1", `an answer without its list (${name}) is an error, never nobody`, async (chance) => {
    const vendor = oneOf(ALL, chance);
    const broken = await brokenSync(vendor, chance, { fault: name, ...pageOf(vendor, 1 + chance.below(15)) });
    await expectUntouched(broken, "contract", "transient");
    return broken.left();
  });
}

for (const name of [
  "http429",
  "retryAfterNegative",
  "retryAfterJunk",
  "retryAfterDate",
  "throttle",
] as const) {
  fault("F12", "S3", `a refusal for too many calls (${name}) is waited out`, async (chance) => {
    const broken = await brokenSync("rippling", chance, { fault: name, page: 3, times: 1 });
    expectWhole(broken);
    return broken.left();
  });
}

fault("F12", "S3", "a pause of a day is not waited for with a run in hand", async (chance) => {
  const broken = await brokenSync("rippling", chance, { fault: "retryAfterHuge", page: 3 });
  await expectUntouched(broken, "rateLimited");
  expect(broken.asked.filter(({ page }) => page === 3)).toHaveLength(1);
  return broken.left();
});

fault(
  "F14",
  "S2",
  "a token that ends on page 9 is renewed once, and the page asked for once more",
  async (chance) => {
    const rule = { fault: "expireToken", page: 9, times: 1 } as const;
    const broken = await brokenSync("rippling", chance, rule, { auth: "oauth" });
    expectWhole(broken);
    const begun = broken.asked.findIndex(({ operation }) => operation === "list");
    const renewals = broken.asked.slice(begun).filter(({ operation }) => operation === "token");
    expect(renewals).toHaveLength(1);
    expect(broken.asked.filter(({ operation, page }) => operation === "list" && page === 9)).toHaveLength(2);
    return broken.left();
  },
);

for (const name of ["http401", "http403"] as const) {
  fault(
    "F16",
    "S2",
    `credentials that are withdrawn (${name}) are told at once, not tried on`,
    async (chance) => {
      const vendor = oneOf(ALL, chance);
      const broken = await brokenSync(vendor, chance, { fault: name, ...pageOf(vendor, 2) });
      await expectUntouched(broken, "auth", "permission");
      expect(broken.asked.filter(({ status }) => status >= 400).length).toBeLessThanOrEqual(2);
      return broken.left();
    },
  );
}

for (const name of ["slowDrip", "hang"] as const) {
  fault("F17", "S2", `a body that never ends (${name}) is cut at the deadline`, async (chance) => {
    const bounds = { deadlineMs: 500, attempts: 2 };
    const broken = await brokenSync("rippling", chance, { fault: name, page: 4 }, { bounds });
    await expectUntouched(broken, "transient");
    return broken.left();
  });
}

fault("F18", "S2", "a small body that unpacks to a hundred megabytes is cut at the cap", async (chance) => {
  const bounds = { maxBytes: 5_000_000, streamMaxBytes: 5_000_000 };
  const broken = await brokenSync(oneOf(ALL, chance), chance, { fault: "gzipBomb", page: 1 }, { bounds });
  await expectUntouched(broken, "contract");
  return broken.left();
});

fault("F19", "S1", "a redirect is refused wherever it leads", async (chance) => {
  const vendor = oneOf(ALL, chance);
  const broken = await brokenSync(vendor, chance, { fault: "redirect", ...pageOf(vendor, 5) });
  await expectUntouched(broken, "contract");
  return broken.left();
});

for (const name of ["entityBomb", "externalEntity", "deepXml", "manyReferences", "faultIn200"] as const) {
  fault("F22", "S2", `hostile XML (${name}) is refused`, async (chance) => {
    const broken = await brokenSync("workday", chance, { fault: name, page: 2 });
    await expectUntouched(broken, "contract", "transient", "permission", "config");
    return broken.left();
  });
}
