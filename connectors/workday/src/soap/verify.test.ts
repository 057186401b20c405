import { expect, test } from "vitest";
import { askedIn, contextFor } from "../testing/context.ts";
import { answerWith, MINA, MINA_ID, MINAS_CONTRACT, without } from "../testing/example.ts";
import { verifyService } from "./verify.ts";

const CONTRACT_WITH_NAME = MINAS_CONTRACT.replace(
  "<wd:Worker_Data>",
  "<wd:Worker_Data><wd:Personal_Data><wd:Name_Data/></wd:Personal_Data>",
);

/** The checks, by id, of a tenant whose first page holds these workers. */
async function checksOf(
  workers: readonly string[],
  { total = workers.length, last = workers }: { total?: number; last?: readonly string[] } = {},
) {
  const asked: string[][] = [];
  const context = contextFor(({ message }) => {
    const leaves = askedIn(message);
    asked.push(leaves);
    const page = leaves.includes("Page=2") ? 2 : 1;
    return { xml: answerWith(page === 2 ? last : workers, { total, page }) };
  });
  const checks = await verifyService(context);
  return { asked, checks: new Map(checks.map((check) => [check.id, check])) };
}

test("a tenant with everything to see passes, with the head count and the calls of a full read", async () => {
  const { checks } = await checksOf([MINA, CONTRACT_WITH_NAME], { total: 401 });
  expect(checks.get("headCount")?.detail).toContain("401 people");
  expect(checks.get("callsPerFullSync")?.detail).toContain("3, of up to 200");
  expect(checks.get("seesLeavers")?.outcome).toBe("pass");
  expect(checks.get("signedIn")?.outcome).toBe("pass");
});

test("people who left are looked for on the last page, too, and joiners to come are none of them", async () => {
  const { checks, asked } = await checksOf([MINA], { total: 300, last: [CONTRACT_WITH_NAME] });
  expect(checks.get("seesLeavers")?.outcome).toBe("pass");
  expect(asked.flat()).toContain("Page=2");
  const blind = await checksOf([MINA], { total: 300, last: [MINA] });
  expect(blind.checks.get("seesLeavers")?.outcome).toBe("warn");
});

test("nobody who left among all people is a warning without another question", async () => {
  const { checks, asked } = await checksOf([MINA]);
  expect(checks.get("seesLeavers")?.outcome).toBe("warn");
  expect(asked).toHaveLength(1);
});

test("names that may not be seen fail, other fields warn", async () => {
  const nameless = await checksOf([without(MINA, "Name_Data")]);
  expect(nameless.checks.get("fieldsReadable")).toMatchObject({ outcome: "fail" });
  const noMail = await checksOf([without(MINA, "Contact_Data")]);
  expect(noMail.checks.get("fieldsReadable")).toMatchObject({
    outcome: "warn",
    detail: expect.stringContaining("Work_Email"),
  });
});

test("without the status nobody is listed, and the fix names the domains", async () => {
  const { checks } = await checksOf([MINA, without(MINA.replaceAll(MINA_ID, "x"), "Employment_Data")]);
  expect(checks.get("listsPeople")).toMatchObject({
    outcome: "fail",
    kind: "permission",
    fix: expect.stringContaining("Current Staffing Information"),
  });
});
