import { onTestFinished, expect, test } from "vitest";
import { startSimulator, vendors, type Simulator } from "./start.ts";

const OPTIONS = { seed: 11, employees: 300, today: "2026-05-01" };

/** Workday's company is shaped: some people have two records there, some posts are empty. */
const SHAPED = "workday";

async function everyVendor(): Promise<Simulator[]> {
  const alike = vendors.filter(({ id }) => id !== SHAPED);
  const all = await Promise.all(alike.map(({ id }) => startSimulator(id, OPTIONS)));
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

test("nearly all of them are the same where a vendor's company is shaped, now and later", async () => {
  const [one] = await everyVendor();
  const shaped = await startSimulator(SHAPED, OPTIONS);
  onTestFinished(() => shaped.close());
  const met = (): number => {
    const names = (simulator: Simulator | undefined) =>
      simulator?.company().map(({ workEmail, lastName }) => `${workEmail} ${lastName}`) ?? [];
    const there = new Set(names(shaped));
    return names(one).filter((name) => there.has(name)).length / names(one).length;
  };
  expect(met()).toBeGreaterThan(0.9);
  one?.advance(120);
  shaped.advance(120);
  expect(met()).toBeGreaterThan(0.9);
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
