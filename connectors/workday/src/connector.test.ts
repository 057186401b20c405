import { needsFullRead } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { workday } from "./connector.ts";
import { all, codeOf, contextFor } from "./testing/context.ts";
import { answerWith, MINA, MINA_ID } from "./testing/example.ts";

const ROW = {
  Employee_ID: "1",
  Work_Email: "p@example.com",
  Worker_Status: "Active",
  Active: "1",
  Hire_Date: "2021-09-06",
  Manager_ID: "7",
};
const service = contextFor(() => ({ xml: answerWith([MINA]) }));
const report = contextFor(() => ({ items: [ROW] }), { report: { owner: "ISU_Roster", name: "Roster" } });

test("the settings say whether the service or a report is read", async () => {
  const ids = async (context: typeof service) =>
    (await all(workday.readAll(context, null))).flatMap(({ records }) =>
      records.map(({ externalId }) => externalId),
    );
  expect(await ids(service)).toEqual([MINA_ID]);
  expect(await ids(report)).toEqual(["1"]);
});

test("a report says nothing of one person", async () => {
  expect(await workday.readOne?.(service, MINA_ID)).toMatchObject({ found: true });
  expect(await codeOf(Promise.resolve(workday.readOne?.(report, "1")))).toBe("unclearLook");
});

test("a report says nothing of what changed, so that everybody is read", async () => {
  const changes = async (context: typeof service) =>
    all(workday.readChanges?.(context, "2026-07-01T00:00:00Z", null) ?? []);
  expect(await changes(service)).toHaveLength(1);
  expect(await changes(report).catch(needsFullRead)).toBe(true);
});

test("a report may take half an hour before its first row, the service five minutes", () => {
  const seconds = ({ settings }: typeof service) => workday.limits.answerSeconds?.({ settings });
  expect([seconds(service), seconds(report)]).toEqual([300, 1_800]);
});
