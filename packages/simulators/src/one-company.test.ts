import { onTestFinished, expect, test } from "vitest";
import { startSimulator, vendors, type Simulator } from "./start.ts";

const OPTIONS = { seed: 11, employees: 300, today: "2026-05-01" };

async function everyVendor(): Promise<Simulator[]> {
  const all = await Promise.all(vendors.map(({ id }) => startSimulator(id, OPTIONS)));
  onTestFinished(async () => void (await Promise.all(all.map((simulator) => simulator.close()))));
  return all;
}

/** What a person is called and reached by, wherever they are kept. */
function peopleOf(simulator: Simulator): unknown[] {
  return simulator.company().map(({ workEmail, firstName, lastName, department, jobTitle, endDate }) => ({
    workEmail,
    firstName,
    lastName,
    department,
    jobTitle,
    endDate,
  }));
}

test("the same seed, size and day give the same people at every vendor, now and later", async () => {
  const simulators = await everyVendor();
  const [first, ...others] = simulators.map(peopleOf);
  expect(others).toEqual(others.map(() => first));
  expect(first).toHaveLength(300);
  for (const simulator of simulators) simulator.advance(120);
  const [later, ...othersLater] = simulators.map(peopleOf);
  expect(othersLater).toEqual(othersLater.map(() => later));
  expect(later).not.toEqual(first);
});

test("one person has another id at each vendor, and the same act at each changes the same person", async () => {
  const simulators = await everyVendor();
  const ids = simulators.map((simulator) => simulator.company()[20]?.id ?? "");
  expect(new Set(ids).size).toBe(simulators.length);
  for (const [index, simulator] of simulators.entries()) {
    simulator.edit({ op: "rename", id: ids[index] });
    simulator.edit({ op: "terminate" });
    simulator.edit({ op: "hire" });
  }
  const [changed, ...others] = simulators.map(peopleOf);
  expect(others).toEqual(others.map(() => changed));
});

test("a person leaves at one vendor and stays at another", async () => {
  const [one, two] = await everyVendor();
  const mail = one
    ?.company()
    .find(({ employment, workEmail }) => employment === "active" && workEmail)?.workEmail;
  const at = (simulator: Simulator | undefined) =>
    simulator?.company().find(({ workEmail }) => workEmail === mail);
  one?.edit({ op: "terminate", id: at(one)?.id });
  expect([at(one)?.employment, at(two)?.employment]).toEqual([
    "terminated",
    expect.not.stringMatching("terminated"),
  ]);
});
