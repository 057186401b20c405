import { describe, expect, test } from "vitest";
import { createCompany, type Company } from "./company.ts";

const TODAY = "2026-05-01";
const FIRST_MIDNIGHT = Date.parse(`${TODAY}T00:00:00Z`);
const HOUR = 3_600_000;

/** A company whose real time is what the test says: it begins at 10:00. */
function found(size = 250): { company: Company; pass: (ms: number) => void } {
  let real = Date.parse("2031-02-03T10:00:00Z");
  const company = createCompany({ seed: 4, size, today: TODAY, realNow: () => real });
  return {
    company,
    pass(ms) {
      real += ms;
    },
  };
}

describe("the company's clock", () => {
  test("shows its own day at the real time of day, and days that go by", () => {
    const { company, pass } = found();
    expect(new Date(company.now()).toISOString()).toBe("2026-05-01T10:00:00.000Z");
    pass(90_000);
    company.advance(3);
    expect(new Date(company.now()).toISOString()).toBe("2026-05-04T10:01:30.000Z");
  });

  test("never goes back, not over the real midnight either", () => {
    const { company, pass } = found();
    const before = company.now();
    pass(15 * HOUR);
    expect(company.now()).toBe(before + 15 * HOUR);
    pass(-HOUR);
    expect(company.now()).toBe(before + 15 * HOUR);
  });
});

describe("the time of an edit", () => {
  test("is before the first day for everybody who was there, and differs between people", () => {
    const { company } = found();
    const times = company.ids().map((id) => company.editedAt(id));
    expect(times.every((at) => at < FIRST_MIDNIGHT)).toBe(true);
    expect(new Set(times).size).toBe(250);
    expect(times).toEqual(
      found()
        .company.ids()
        .map((id) => company.editedAt(id)),
    );
    expect(company.editedSince(FIRST_MIDNIGHT)).toEqual([]);
    expect(company.editedSince(0)).toEqual(company.ids());
    expect(company.ids().some((id) => company.addedAt(id) !== undefined)).toBe(false);
  });

  test("is the clock's when HR writes", () => {
    const { company, pass } = found();
    const moved = company.edit({ op: "move", set: {} }).id;
    const at = company.now();
    pass(5000);
    const hired = company.edit({ op: "hire", set: {} }).id;
    expect([company.editedAt(moved), company.editedAt(hired), company.addedAt(hired)]).toEqual([
      at,
      at + 5000,
      at + 5000,
    ]);
    expect(company.addedAt(moved)).toBeUndefined();
    expect(company.editedSince(at)).toEqual([moved, hired]);
    expect(company.editedSince(at + 1)).toEqual([hired]);
  });

  test("is kept of what was erased, until the number is given to somebody else", () => {
    const { company } = found();
    company.edit({ op: "erase", id: 7, set: {} });
    expect([...company.erasures()]).toEqual([[7, company.now()]]);
    expect(company.editedSince(FIRST_MIDNIGHT)).toEqual([]);
    company.edit({ op: "hire", id: 7, set: {} });
    expect([...company.erasures()]).toEqual([]);
    expect(company.editedSince(FIRST_MIDNIGHT)).toEqual([7]);
  });

  test("does not move when an announced last day is over", () => {
    const { company } = found();
    const { id } = company.edit({ op: "terminate", set: { endDate: "2026-05-02" } });
    const announced = company.editedAt(id);
    company.advance(5);
    expect(company.find(id)?.left).toBe(true);
    expect(company.editedAt(id)).toBe(announced);
  });

  test("is that of its own day for each of many days that go by at once", () => {
    const { company } = found();
    company.advance(30);
    const days = company.editedSince(FIRST_MIDNIGHT).map((id) => {
      const at = new Date(company.editedAt(id)).toISOString();
      expect(at).toMatch(/T10:00:00\.000Z$/);
      return at.slice(0, 10);
    });
    expect(new Set(days).size).toBeGreaterThan(10);
    expect(days.every((day) => day > TODAY && day <= company.today())).toBe(true);
  });
});

test("whoever can be another one since a time is told without looking at anybody", () => {
  const { company } = found();
  const before = new Map(company.ids().map((id) => [id, company.find(id)]));
  expect(company.touchedSince(FIRST_MIDNIGHT)).toEqual(company.ids());
  company.edit({ op: "erase", id: 7, set: {} });
  company.advance(60);
  const touched = company.touchedSince(FIRST_MIDNIGHT + 1);
  const changed = company.ids().filter((id) => {
    return JSON.stringify(company.find(id)) !== JSON.stringify(before.get(id));
  });
  expect(touched).toEqual(expect.arrayContaining(changed));
  expect(touched).not.toContain(7);
  expect(touched.length).toBeLessThan(company.ids().length / 2);
});

describe("the company of a moment ago", () => {
  test("has people as they were, with those erased and without those hired since", () => {
    const { company, pass } = found();
    const before = company.ids().map((id) => company.find(id));
    const start = company.now();
    pass(1000);
    company.edit({ op: "rename", id: 3, set: { lastName: "First" } });
    pass(1000);
    company.edit({ op: "rename", id: 3, set: { lastName: "Second" } });
    company.edit({ op: "erase", id: 5, set: {} });
    const hired = company.edit({ op: "hire", set: {} }).id;
    const then = company.asOf(start);
    expect(then.ids().map((id) => then.find(id))).toEqual(before);
    expect(then.find(hired)).toBeUndefined();
    expect(company.asOf(start + 1000).find(3)?.lastName).toBe("First");
    expect(company.asOf(company.now()).find(3)?.lastName).toBe("Second");
    expect(company.asOf(company.now()).ids()).toEqual(company.ids());
  });
});

describe("a snapshot of the company", () => {
  test("stays as it is, whatever becomes of the company in the same millisecond", () => {
    const { company } = found();
    const before = company.ids().map((id) => company.find(id));
    const { ids, find } = company.snapshot();
    company.edit({ op: "rename", id: 3, set: { lastName: "Other" } });
    company.edit({ op: "erase", id: 5, set: {} });
    company.edit({ op: "hire", set: {} });
    company.advance(60);
    expect(ids().map(find)).toEqual(before);
    expect(company.ids().map((id) => company.find(id))).not.toEqual(before);
    expect(company.snapshot().ids()).toEqual(company.ids());
  });
});

test("each edit of a record is kept, with what it was and what it became; a date that comes true is none", () => {
  const { company, pass } = found();
  const original = company.find(3);
  const made = { at: company.editedAt(3), before: undefined, after: original };
  expect(company.editsOf(3)).toEqual([made]);
  const at = company.now();
  company.edit({ op: "rename", id: 3, set: { lastName: "Other" } });
  pass(1000);
  company.edit({ op: "terminate", id: 3, set: { endDate: "2026-05-02" } });
  const announced = company.find(3);
  company.advance(3);
  expect(company.find(3)?.left).toBe(true);
  expect(company.editsOf(3)).toEqual([
    made,
    { at, before: original, after: { ...original, lastName: "Other" } },
    { at: at + 1000, before: { ...original, lastName: "Other" }, after: announced },
  ]);
  const { id } = company.edit({ op: "hire", set: {} });
  expect(company.editsOf(id)).toEqual([{ at: company.now(), before: undefined, after: company.find(id) }]);
});
