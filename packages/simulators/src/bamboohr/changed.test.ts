import { describe, expect, test } from "vitest";
import type { Simulator } from "../start.ts";
import { get, simulate } from "../testing/client.ts";

const MORNING = "2026-05-01T00:00:00Z";

interface Feed {
  latest?: string | null;
  employees: Record<string, { id: string; action: string; lastChanged: string }> | [];
}

async function changed(simulator: Simulator, query = `since=${MORNING}`): Promise<Feed> {
  const response = await get(simulator, `/api/v1/employees/changed?${query}`);
  if (response.status !== 200) throw new Error(`It answered ${response.status}`);
  return (await response.json()) as Feed;
}

async function actions(simulator: Simulator, query?: string): Promise<unknown> {
  const { employees } = await changed(simulator, query);
  return Object.fromEntries(Object.entries(employees).map(([id, { action }]) => [id, action]));
}

describe("the feed of changed employees", () => {
  test("is a map by id that tells what was last done to each record", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "hire", id: "901" });
    simulator.edit({ op: "terminate", id: "40" });
    simulator.edit({ op: "move", id: "41" });
    simulator.edit({ op: "erase", id: "42" });
    const feed = await changed(simulator);
    expect(feed.employees).toEqual(
      Object.fromEntries(
        [
          ["901", "Inserted"],
          ["40", "Updated"],
          ["41", "Updated"],
          ["42", "Deleted"],
        ].map(([id, action]) => [
          id,
          { id, action, lastChanged: expect.stringMatching(/^2026-05-0\dT\d\d:\d\d:\d\d\+00:00$/) },
        ]),
      ),
    );
    const times = Object.values(feed.employees).map(({ lastChanged }) => lastChanged);
    expect(feed.latest).toBe(times.toSorted().at(-1));
    const unreadable = await get(simulator, "/employees/42");
    expect(unreadable.status).toBe(404);
  });

  test("can be asked for one kind of change", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "hire", id: "901" });
    simulator.edit({ op: "move", id: "41" });
    simulator.edit({ op: "erase", id: "42" });
    const kind = (type: string): Promise<unknown> => actions(simulator, `since=${MORNING}&type=${type}`);
    expect(await kind("inserted")).toEqual({ 901: "Inserted" });
    expect(await kind("updated")).toEqual({ 41: "Updated" });
    expect(await kind("deleted")).toEqual({ 42: "Deleted" });
    expect(Object.keys((await kind("all")) as object)).toHaveLength(3);
  });

  test("says nothing when an announced last day is over", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "terminate", id: "40", set: { endDate: "2026-05-03" } });
    expect(await actions(simulator)).toEqual({ 40: "Updated" });
    simulator.advance(1);
    const since = `since=${simulator.today()}T00:00:00Z&type=all`;
    simulator.advance(3);
    expect(simulator.company().find(({ id }) => id === "40")?.employment).toBe("terminated");
    expect(await actions(simulator, since)).not.toHaveProperty("40");
  });

  test("is an empty array when nothing happened, with a latest that is null or not there", async () => {
    const simulator = await simulate();
    expect(await changed(simulator)).toEqual({ latest: null, employees: [] });
    simulator.setFaults({ rules: [{ operation: "changes", fault: "barestForm" }] });
    expect(await changed(simulator)).toEqual({ employees: [] });
  });

  test("goes on from its latest without losing what happened in that second", async () => {
    const simulator = await simulate();
    simulator.edit({ op: "move", id: "41" });
    const { latest } = await changed(simulator);
    simulator.edit({ op: "move", id: "43" });
    const later = await actions(simulator, `since=${encodeURIComponent(latest ?? "")}`);
    expect(later).toEqual({ 41: "Updated", 43: "Updated" });
  });

  test("reaches back before the first day", async () => {
    const simulator = await simulate();
    expect(Object.keys((await actions(simulator, "since=2020-01-01T00:00:00Z")) as object)).toHaveLength(250);
  });

  test.each([
    "",
    "since=",
    "since=2026-05-01",
    "since=2026-05-01T00:00:00",
    "since=2026-05-01T00:00:00+00:00",
    "since=yesterday",
    `since=${MORNING}&type=moved`,
  ])("refuses ?%s", async (query) => {
    const simulator = await simulate({ employees: 3 });
    const response = await get(simulator, `/employees/changed?${query}`);
    expect([response.status, await response.text()]).toEqual([400, ""]);
    expect(response.headers.get("x-bamboohr-error-message")).toMatch(/^Invalid (since|type)/);
  });

  test("takes an offset that is written as it must be", async () => {
    const simulator = await simulate({ employees: 3 });
    expect(await changed(simulator, "since=2026-05-01T02:00:00%2B02:00")).toMatchObject({ employees: [] });
  });

  test("is not for everybody, and tells of nobody whom a key may not see", async () => {
    const simulator = await simulate();
    const outsider = simulator.company().find(({ department }) => department === "Sales");
    simulator.edit({ op: "rename", id: outsider?.id });
    const ask = (key: string): Promise<Response> =>
      get(simulator, `/employees/changed?since=${MORNING}`, { key });
    expect((await ask(simulator.keys.forbidden)).status).toBe(403);
    expect(await (await ask(simulator.keys.narrow)).json()).toMatchObject({ employees: [] });
  });
});
