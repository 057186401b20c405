import { expect, test } from "vitest";
import { addDays } from "./calendar.ts";
import { createCompany } from "./company.ts";
import { leaveOn } from "./leave.ts";

const TODAY = "2026-05-01";
const company = createCompany({ seed: 1, size: 2_000, today: TODAY });
const people = company.ids().flatMap((id) => company.find(id) ?? []);

test("about three in a hundred are away on any day, for either kind of leave", () => {
  for (const day of [TODAY, addDays(TODAY, 100)]) {
    const away = people
      .flatMap((person) => leaveOn(1, person, day) ?? [])
      .filter((leave) => leave !== "garden leave");
    expect(away.length / people.length).toBeGreaterThan(0.015);
    expect(away.length / people.length).toBeLessThan(0.045);
    expect(new Set(away)).toEqual(new Set(["leave", "parental leave"]));
  }
});

test("a leave is of one kind, goes on for days, and ends", () => {
  const person = people.find((candidate) => leaveOn(1, candidate, TODAY) === "leave");
  if (person === undefined) throw new Error("nobody is away");
  const days = Array.from({ length: 60 }, (_, index) => leaveOn(1, person, addDays(TODAY, index - 30)));
  expect(days.filter((leave) => leave !== null)).toEqual(Array(18).fill("leave"));
});

test("those who have left, or not begun, are not on leave; garden leave ends with the last day", () => {
  const left = people.filter((person) => person.left);
  expect(left.filter((person) => leaveOn(1, person, TODAY) !== null)).toEqual([]);
  const leaving = people.filter(({ endDate, left: gone }) => !gone && endDate !== null && endDate >= TODAY);
  const garden = leaving.filter((person) => leaveOn(1, person, TODAY) === "garden leave");
  expect(garden.length).toBeGreaterThan(0);
  expect(garden.length).toBeLessThan(leaving.length);
  for (const person of garden) {
    expect(leaveOn(1, person, addDays(person.endDate ?? "", 1))).not.toBe("garden leave");
  }
});
