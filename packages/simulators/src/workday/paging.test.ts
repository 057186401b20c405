import { describe, expect, test } from "vitest";
import type { FaultName } from "../kit/fault-catalog.ts";
import {
  all,
  everybody,
  faultOf,
  filter,
  getWorkers,
  idIn,
  send,
  simulateWorkday,
  text,
  widsOf,
  type Workers,
} from "../testing/workday.ts";
import type { Simulator } from "../start.ts";

const BARE = `<wd:Response_Group><wd:Include_Reference>1</wd:Include_Reference></wd:Response_Group>`;

/** 40 people in pages of 10 that belong together; the fault strikes once, on page 2. */
async function walkWith(
  fault: FaultName,
): Promise<{ simulator: Simulator; pages: Workers[]; places: number[] }> {
  const simulator = await simulateWorkday({ employees: 40 });
  simulator.setFaults({ rules: [{ operation: "list", page: 2, times: 1, fault }] });
  const pages = await everybody(simulator, { count: 10 });
  const ids = simulator.company().map(({ id }) => id);
  return { simulator, pages, places: widsOf(pages).map((wid) => ids.indexOf(wid ?? "") + 1) };
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("pages", () => {
  test("are of 100 unless counted otherwise, and say how many there are", async () => {
    const simulator = await simulateWorkday();
    const { results, workers } = await getWorkers(simulator, BARE);
    expect(results).toEqual({ Total_Results: "250", Total_Pages: "3", Page_Results: "100", Page: "1" });
    expect(workers).toHaveLength(100);
    const last = await getWorkers(simulator, filter({ page: 1, count: 999 }) + BARE);
    expect(last.results).toMatchObject({ Total_Pages: "1", Page_Results: "250" });
  });

  test("hold everybody once: the inactive and the contingent ones too, unless they are excluded", async () => {
    const simulator = await simulateWorkday();
    const wids = widsOf(await everybody(simulator, { count: 30, group: BARE }));
    expect(wids).toEqual(simulator.company().map(({ id }) => id));
    const kinds = async (flag: string): Promise<Record<string, number>> => {
      const criteria = `<wd:Request_Criteria><wd:${flag}>1</wd:${flag}></wd:Request_Criteria>`;
      const workers = (await everybody(simulator, { criteria })).flatMap((page) => page.workers);
      const count = (suits: (worker: (typeof workers)[number]) => boolean): number =>
        workers.filter(suits).length;
      return {
        contingent: count(
          (each) => idIn(all(each, "Worker_Reference")[0], "Contingent_Worker_ID") !== undefined,
        ),
        inactive: count((each) =>
          ["0", "false"].includes(text(each, "Worker_Data/Employment_Data/Worker_Status_Data/Active") ?? ""),
        ),
        all: workers.length,
      };
    };
    const everyone = await kinds("Include_Subordinate_Organizations");
    expect(everyone["all"]).toBe(250);
    expect(everyone["contingent"]).toBeGreaterThan(20);
    expect(everyone["inactive"]).toBeGreaterThan(20);
    expect(await kinds("Exclude_Inactive_Workers")).toMatchObject({
      inactive: 0,
      all: 250 - (everyone["inactive"] ?? 0),
    });
    const employees = 250 - (everyone["contingent"] ?? 0);
    expect(await kinds("Exclude_Contingent_Workers")).toMatchObject({ contingent: 0, all: employees });
    expect(await kinds("Exclude_Employees")).toMatchObject({ all: everyone["contingent"] });
  });

  test("are found for one organization, and with those below it", async () => {
    const simulator = await simulateWorkday();
    const path = "Worker_Data/Organization_Data/Worker_Organization_Data";
    const [leader] = (await everybody(simulator, { count: 2 }))[1]?.workers ?? [];
    const [own] = all(leader, path).filter((entry) =>
      all(entry, "Organization_Data/Organization_Type_Reference/ID").some((id) => id.text === "SUPERVISORY"),
    );
    const organization = idIn(all(own, "Organization_Reference")[0], "WID") ?? "";
    const count = async (flag: string): Promise<number> => {
      const reference = `<wd:Organization_Reference><wd:ID wd:type="WID">${organization}</wd:ID></wd:Organization_Reference>`;
      const criteria = `<wd:Request_Criteria>${reference}${flag}</wd:Request_Criteria>`;
      return Number((await getWorkers(simulator, criteria + BARE)).results["Total_Results"]);
    };
    const alone = await count("");
    const below = await count(
      "<wd:Include_Subordinate_Organizations>1</wd:Include_Subordinate_Organizations>",
    );
    expect(alone).toBeGreaterThan(0);
    expect(below).toBeGreaterThan(alone);
    expect(below).toBeLessThan(250);
  });

  test("beyond the last one are empty; nobody at all leaves out the data", async () => {
    const simulator = await simulateWorkday();
    await getWorkers(simulator, filter({ page: 1 }) + BARE);
    const beyond = await getWorkers(simulator, filter({ page: 9 }) + BARE);
    expect(beyond.results).toEqual({ Total_Results: "250", Total_Pages: "3", Page_Results: "0", Page: "9" });
    expect(beyond.workers).toEqual([]);
    simulator.setFaults({ hidePeople: 1 });
    const { results, response } = await getWorkers(simulator, BARE);
    expect(results).toEqual({ Total_Results: "0", Total_Pages: "0", Page_Results: "0", Page: "1" });
    expect(all(response, "Response_Data")).toEqual([]);
  });

  test("of a large company come at once, the last one as fast as the first", async () => {
    const simulator = await simulateWorkday({ employees: 300_000 });
    const began = performance.now();
    const first = await getWorkers(simulator, filter({ page: 1, count: 200 }));
    const last = await getWorkers(simulator, filter({ page: 1500, count: 200 }));
    expect(performance.now() - began).toBeLessThan(5000);
    expect([first.results["Total_Results"], last.workers.length]).toEqual(["300000", 200]);
  });
});

describe("a frozen moment of entry", () => {
  const wids = async (simulator: Simulator, entry: string | undefined, page: number): Promise<unknown[]> => {
    const filtered = filter({ entry: entry ?? "", page, count: 100 });
    const read = await getWorkers(simulator, filtered + BARE);
    return [read.results["Total_Results"], ...widsOf([read])];
  };

  test("holds its pages together, whatever happens between them, until page 1 is asked for again", async () => {
    const simulator = await simulateWorkday();
    const ids = simulator.company().map(({ id }) => id);
    const entry = "2026-05-01T10:00:00.000Z";
    expect(await wids(simulator, entry, 1)).toEqual(["250", ...ids.slice(0, 100)]);
    simulator.edit({ op: "erase", id: ids[3] });
    simulator.edit({ op: "hire" });
    simulator.advance(20);
    expect(await wids(simulator, entry, 2)).toEqual(["250", ...ids.slice(100, 200)]);
    expect(await wids(simulator, entry, 3)).toEqual(["250", ...ids.slice(200)]);
    const now = simulator.company().map(({ id }) => id);
    expect(await wids(simulator, entry, 1)).toEqual([String(now.length), ...now.slice(0, 100)]);
  });

  test("keeps the people as they were, too", async () => {
    const simulator = await simulateWorkday();
    const { id, lastName } = simulator.company()[200] ?? {};
    const name = async (page: number): Promise<string | undefined> => {
      const { workers } = await getWorkers(simulator, filter({ page, count: 200 }));
      return text(
        workers[0],
        "Worker_Data/Personal_Data/Name_Data/Legal_Name_Data/Name_Detail_Data/Last_Name",
      );
    };
    await name(1);
    simulator.edit({ op: "rename", id, set: { lastName: "Otherwise" } });
    expect(await name(2)).toBe(lastName);
    await name(1);
    expect(await name(2)).toBe("Otherwise");
  });

  test("that is missing, or another one on each page, lets the set drift", async () => {
    const simulator = await simulateWorkday();
    const ids = simulator.company().map(({ id }) => id);
    expect(await wids(simulator, undefined, 1)).toEqual(["250", ...ids.slice(0, 100)]);
    expect(await wids(simulator, undefined, 2)).toEqual(["249", ...ids.slice(101, 201)]);
    expect(await wids(simulator, undefined, 3)).toEqual(["248", ...ids.slice(202)]);
    await wids(simulator, "2026-05-01T10:00:00Z", 1);
    expect((await wids(simulator, "2026-05-01T10:00:01Z", 2))[0]).toBe("249");
    expect((await wids(simulator, "2026-05-01T10:00:00Z", 2))[0]).toBe("250");
  });
});

describe("pages that go wrong", () => {
  test("dropPage leaves out the following page, and the total still counts it", async () => {
    const { pages, places } = await walkWith("dropPage");
    expect(places).toEqual([...numbers(1, 20), ...numbers(31, 40)]);
    expect(pages.map(({ results }) => results["Total_Results"])).toEqual(["40", "40", "40", "40"]);
  });

  test("repeatCursor gives the page before once more, and says so", async () => {
    const { pages, places } = await walkWith("repeatCursor");
    expect(places).toEqual([...numbers(1, 10), ...numbers(1, 10), ...numbers(21, 40)]);
    expect(pages.map(({ results }) => results["Page"])).toEqual(["1", "1", "3", "4"]);
  });

  test("shortPage has fewer rows, and loses nobody", async () => {
    const { pages, places } = await walkWith("shortPage");
    expect(pages.map(({ results }) => results["Page_Results"])).toEqual(["10", "5", "10", "10", "5"]);
    expect(places).toEqual(numbers(1, 40));
    expect(new Set(pages.map(({ results }) => results["Total_Results"]))).toEqual(new Set(["40"]));
  });

  test("shiftOffsets hires somebody meanwhile and shows one row twice", async () => {
    const { simulator, pages, places } = await walkWith("shiftOffsets");
    expect(places.slice(0, 20)).toEqual([...numbers(1, 10), ...numbers(10, 19)]);
    expect(pages[1]?.results["Total_Results"]).toBe("41");
    expect(simulator.company()).toHaveLength(41);
  });

  test("loopCursor gives the first page once more, and says so", async () => {
    const { pages, places } = await walkWith("loopCursor");
    expect(places).toEqual([...numbers(1, 10), ...numbers(1, 10), ...numbers(21, 40)]);
    expect(pages.map(({ results }) => results["Page"])).toEqual(["1", "1", "3", "4"]);
  });

  test("slideRows loses the first row of its page, and the total still counts it", async () => {
    const { pages, places } = await walkWith("slideRows");
    expect(places).toEqual([...numbers(1, 10), ...numbers(12, 40)]);
    expect(pages[1]?.results).toMatchObject({ Total_Results: "40", Page_Results: "9" });
  });

  test("listMissing leaves the results without the data", async () => {
    const { pages } = await walkWith("listMissing");
    expect(pages[1]?.results).toMatchObject({ Total_Results: "40", Page: "2" });
    expect(pages.map(({ response }) => all(response, "Response_Data").length)).toEqual([1, 0, 1, 1]);
  });

  test("mostRows makes pages smaller than was asked for, and loses nobody", async () => {
    const simulator = await simulateWorkday({ employees: 40 });
    simulator.setFaults({ mostRows: 15 });
    const pages = await everybody(simulator, { count: 30 });
    expect(pages.map(({ workers }) => workers.length)).toEqual([15, 15, 10]);
    expect(widsOf(pages)).toEqual(simulator.company().map(({ id }) => id));
  });

  test("emptyList, totalTooHigh, totalTooLow and totalMissing touch their own page", async () => {
    const total = ({ pages }: { pages: Workers[] }): unknown[] =>
      pages.map(({ results }) => results["Total_Results"]);
    const empty = await walkWith("emptyList");
    expect(empty.pages[1]?.results).toEqual({
      Total_Results: "0",
      Total_Pages: "0",
      Page_Results: "0",
      Page: "2",
    });
    expect(total(await walkWith("totalTooHigh"))).toEqual(["40", "90", "40", "40"]);
    expect(total(await walkWith("totalTooLow"))).toEqual(["40", "30", "40", "40"]);
    expect(total(await walkWith("totalMissing"))).toEqual(["40", undefined, "40", "40"]);
  });

  test("activeOnly shows nobody who is not at work, and the total agrees", async () => {
    const simulator = await simulateWorkday();
    simulator.setFaults({ rules: [{ operation: "list", fault: "activeOnly" }] });
    const wids = widsOf(await everybody(simulator, { group: BARE }));
    const working = simulator.company().filter(({ employment }) => /^(active|onLeave)$/.test(employment));
    expect(wids).toEqual(working.map(({ id }) => id));
  });

  test("badPage is an error inside, which another try may not meet", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    simulator.setFaults({ rules: [{ operation: "list", times: 1, fault: "badPage" }] });
    expect(await faultOf(await send(simulator, ""))).toMatchObject({
      code: "SOAP-ENV:Server.processingError",
    });
    expect((await send(simulator, "")).status).toBe(200);
  });
});

describe("workers that go wrong", () => {
  const group = `<wd:Response_Group><wd:Include_Reference>1</wd:Include_Reference><wd:Include_Personal_Information>1</wd:Include_Personal_Information><wd:Include_Employment_Information>1</wd:Include_Employment_Information></wd:Response_Group>`;
  async function page(fault: FaultName): Promise<Workers> {
    const simulator = await simulateWorkday({ employees: 40 });
    simulator.setFaults({ rules: [{ operation: "list", fault }] });
    return getWorkers(simulator, filter({ count: 10 }) + group);
  }
  const names = ({ workers }: Workers): string[] =>
    workers.flatMap((worker) =>
      ["Legal", "Preferred"].flatMap((kind) => {
        const path = `Worker_Data/Personal_Data/Name_Data/${kind}_Name_Data/Name_Detail_Data/First_Name`;
        return text(worker, path) ?? [];
      }),
    );
  const statuses = ({ workers }: Workers, name: string): (string | undefined)[] =>
    workers.map((worker) => text(worker, `Worker_Data/Employment_Data/Worker_Status_Data/${name}`));

  test.each(["duplicateId", "conflictingDuplicate"] as const)("%s shows one WID twice", async (fault) => {
    const read = await page(fault);
    const wids = widsOf([read]);
    expect([wids.length, new Set(wids).size]).toEqual([11, 10]);
    expect(names(read).some((name) => name.endsWith(" the Other"))).toBe(fault === "conflictingDuplicate");
  });

  test("missingId leaves a reference with its number alone", async () => {
    const { workers } = await page("missingId");
    const ids = workers.map((worker) => all(worker, "Worker_Reference/ID").length);
    expect(ids.toSorted((a, b) => a - b)).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test("numericIds cannot be: in XML every id is text", async () => {
    expect(widsOf([await page("numericIds")])).toHaveLength(10);
  });

  test("nulInName and loneSurrogate are what XML can hold of them", async () => {
    expect(names(await page("nulInName")).join("")).not.toContain("\0");
    expect(names(await page("loneSurrogate")).some((name) => name.endsWith("\uFFFD"))).toBe(true);
  });

  test("longName, badDate, unknownStatus and blankStatus spoil one of them", async () => {
    expect(names(await page("longName")).filter((name) => name.length === 1_000_000)).not.toEqual([]);
    const dates = statuses(await page("badDate"), "Hire_Date").map((date) => date?.slice(0, 10));
    expect(dates.filter((date) => date === "2026-02-31")).toHaveLength(1);
    const unknown = statuses(await page("unknownStatus"), "Active").filter(
      (value) => value === "Hibernating",
    );
    expect(unknown).toHaveLength(1);
    expect(statuses(await page("blankStatus"), "Active").filter((value) => value === "")).toHaveLength(1);
  });

  test("renamedField calls the address at work by another usage", async () => {
    const usages = JSON.stringify((await page("renamedField")).workers);
    expect([usages.includes("BUSINESS"), usages.includes(`"WORK"`)]).toEqual([true, false]);
  });
});
