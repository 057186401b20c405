import { describe, expect, test } from "vitest";
import { addDays } from "./calendar.ts";
import { createCompany, type Company } from "./company.ts";
import type { Person } from "./person.ts";

const TODAY = "2026-05-01";

function found(options: { seed?: number; size?: number } = {}): Company {
  return createCompany({ seed: options.seed ?? 1, size: options.size ?? 250, today: TODAY });
}

function peopleOf(company: Company): Person[] {
  return company.ids().flatMap((id) => company.find(id) ?? []);
}

/** Who came, went and changed between two looks. */
function compare(before: readonly Person[], after: readonly Person[]) {
  const earlier = new Map(before.map((person) => [person.id, person]));
  const changed = after.filter((person) => {
    const old = earlier.get(person.id);
    return old !== undefined && JSON.stringify(old) !== JSON.stringify(person);
  });
  return {
    hired: after.filter((person) => !earlier.has(person.id)),
    left: changed.filter((person) => person.left && earlier.get(person.id)?.left === false),
    moved: changed.filter((person) => {
      const old = earlier.get(person.id);
      return old?.department !== person.department || old.jobTitle !== person.jobTitle;
    }),
    back: changed.filter((person) => !person.left && earlier.get(person.id)?.left === true),
    changed,
  };
}

describe("a company", () => {
  test("is the same for the same seed, size and first day, and so is its future", () => {
    const [first, second] = [found({ seed: 5 }), found({ seed: 5 })];
    expect(peopleOf(first)).toEqual(peopleOf(second));
    first.advance(100);
    second.advance(100);
    expect(peopleOf(first)).toEqual(peopleOf(second));
  });

  test("is another one for another seed", () => {
    const [one, two] = [1, 2].map((seed) => peopleOf(found({ seed })).map((person) => person.firstName));
    expect(one).not.toEqual(two);
  });

  test("comes to the same whether days pass at once or one by one", () => {
    const [atOnce, daily] = [found(), found()];
    atOnce.advance(75);
    for (let day = 0; day < 75; day += 1) daily.advance(1);
    expect(peopleOf(daily)).toEqual(peopleOf(atOnce));
    expect(daily.today()).toBe("2026-07-15");
  });

  test.each([0, 1, 2, 9, 40, 250, 1201])("of %i has that many records", (size) => {
    const company = found({ size });
    expect(company.ids()).toHaveLength(size);
    expect(peopleOf(company)).toHaveLength(size);
  });

  test("has unique addresses and numbers, also when names come twice", () => {
    const people = peopleOf(found({ size: 40_000 }));
    for (const field of ["workEmail", "personalEmail", "employeeNumber"] as const) {
      const values = people.flatMap((person) => person[field] ?? []);
      expect(new Set(values).size).toBe(values.length);
    }
    expect(
      people.every(({ workEmail }) => workEmail === null || /^[a-z0-9.]+@acme\.test$/.test(workEmail)),
    ).toBe(true);
  });

  test("has the people who make a roster hard", () => {
    const people = peopleOf(found());
    const count = (suits: (person: Person) => boolean): number => people.filter(suits).length;
    expect(count((person) => person.workEmail === null)).toBe(10);
    expect(count((person) => person.employeeNumber === null)).toBeGreaterThanOrEqual(10);
    expect(count((person) => person.employeeNumber?.startsWith("0") ?? false)).toBeGreaterThan(5);
    expect(count((person) => /[^\u0020-\u007e]/.test(person.firstName))).toBeGreaterThan(20);
    expect(count((person) => person.lastName === null)).toBeGreaterThanOrEqual(1);
    expect(count((person) => person.preferredName !== null)).toBeGreaterThan(15);
    expect(count((person) => person.employmentStatus === null)).toBeGreaterThan(0);
    expect(count((person) => person.left && (person.endDate ?? "") < TODAY)).toBeGreaterThan(20);
    expect(count((person) => person.department === null)).toBeGreaterThan(0);
    expect(count((person) => !person.left && (person.endDate ?? "") >= TODAY)).toBeGreaterThan(2);
    const future = people.filter((person) => (person.startDate ?? "") > TODAY);
    expect(new Set(future.map((person) => person.offUntilStart))).toEqual(new Set([true, false]));
  });

  test("is one tree of managers under the first person", () => {
    const people = peopleOf(found({ size: 1000 }));
    expect(people.filter((person) => person.managerId === null && person.department !== null)).toHaveLength(
      1,
    );
    const byId = new Map(people.map((person) => [person.id, person]));
    for (const person of people) {
      if (person.managerId === null) continue;
      expect(person.managerId).toBeLessThan(person.id);
      expect(byId.get(person.managerId)?.left).toBe(false);
    }
  });

  test("writes names composed, as people type them", () => {
    for (const { firstName, lastName } of peopleOf(found({ size: 2000 }))) {
      expect(firstName).toBe(firstName.normalize("NFC"));
      expect(lastName).toBe(lastName?.normalize("NFC") ?? null);
    }
  });
});

describe("a month", () => {
  test.each([1, 2, 3, 7, 42, 1000])(
    "of 250 people under seed %i: 8 hires, 5 leavers, 12 movers, no more",
    (seed) => {
      const company = found({ seed });
      const before = peopleOf(company);
      company.advance(30);
      const { hired, left, moved, changed } = compare(before, peopleOf(company));
      expect([hired.length, left.length, moved.length, changed.length]).toEqual([8, 5, 12, 17]);
      expect(hired.every((person) => (person.startDate ?? "") > TODAY && !person.left)).toBe(true);
      expect(before.filter((person) => (person.startDate ?? "") > TODAY)).not.toHaveLength(0);
    },
  );

  test("counts those who were announced among its leavers and joiners", () => {
    const company = found();
    company.advance(30);
    const before = peopleOf(company);
    company.advance(30);
    const after = peopleOf(company);
    const began = after.filter(
      ({ startDate }) => startDate !== null && startDate > "2026-05-31" && startDate <= "2026-06-30",
    );
    const { left, back } = compare(before, after);
    expect([began.length - back.length, left.length, back.length]).toEqual([8, 5, 1]);
    expect(began.some((person) => before.some(({ id }) => id === person.id))).toBe(true);
  });

  test("grows with the size of the company", () => {
    const company = found({ size: 2500 });
    const before = peopleOf(company);
    company.advance(30);
    const { hired, left, moved, back } = compare(before, peopleOf(company));
    expect([hired.length, left.length, moved.length, back.length]).toEqual([80, 50, 120, 5]);
  });

  test("brings people back under the same id with a new first day", () => {
    const company = found();
    company.advance(30);
    const before = peopleOf(company);
    company.advance(30);
    const [back] = compare(before, peopleOf(company)).back;
    expect(back?.startDate?.startsWith("2026-06")).toBe(true);
    expect(back?.originalStartDate).toBe(before.find(({ id }) => id === back?.id)?.originalStartDate);
  });
});

describe("an announced leaver", () => {
  test("works through the last day and is switched off on the next one", () => {
    const company = found();
    const lastDay = addDays(TODAY, 3);
    const { id } = company.edit({ op: "terminate", set: { endDate: lastDay } });
    company.advance(3);
    expect(company.today()).toBe(lastDay);
    expect(company.find(id)?.left).toBe(false);
    company.advance(1);
    expect(company.find(id)).toMatchObject({ left: true, endDate: lastDay, employmentStatus: "Terminated" });
  });

  test("stays when the date is taken back in time", () => {
    const company = found();
    const { id } = company.edit({ op: "terminate", set: { endDate: addDays(TODAY, 3) } });
    company.edit({ op: "rename", id, set: { endDate: null } });
    company.advance(10);
    expect(company.find(id)?.left).toBe(false);
  });
});
