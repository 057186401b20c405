import { describe, expect, test } from "vitest";
import type { Simulator } from "../start.ts";
import {
  all,
  type Element,
  everybody,
  filter,
  getWorkers,
  GROUP,
  idIn,
  simulateWorkday,
  text,
} from "../testing/workday.ts";
import { isTrue } from "../testing/workday-reader.ts";

interface Seen {
  wid: string | undefined;
  type: string | undefined;
  number: string | undefined;
  user: string | undefined;
  universal: string | undefined;
  descriptor: string | undefined;
  active: boolean;
  terminated: boolean;
  status: Element | undefined;
  worker: Element;
}

async function seen(simulator: Simulator): Promise<Seen[]> {
  const pages = await everybody(simulator);
  return pages
    .flatMap(({ workers }) => workers)
    .map((worker) => {
      const [reference] = all(worker, "Worker_Reference");
      const [status] = all(worker, "Worker_Data/Employment_Data/Worker_Status_Data");
      return {
        wid: idIn(reference, "WID"),
        type: reference?.children[1]?.attributes["type"],
        number: reference?.children[1]?.text,
        user: text(worker, "Worker_Data/User_ID"),
        universal: text(worker, "Worker_Data/Universal_ID"),
        descriptor: text(worker, "Worker_Descriptor"),
        active: isTrue(text(status, "Active")),
        terminated: isTrue(text(status, "Terminated")),
        status,
        worker,
      };
    });
}

function twins(workers: readonly Seen[]): [Seen, Seen][] {
  return workers.flatMap((employee): [Seen, Seen][] => {
    if (employee.type !== "Employee_ID") return [];
    const other = workers.find(({ type, number }) => type !== "Employee_ID" && number === employee.number);
    return other === undefined ? [] : [[employee, other]];
  });
}

describe("numbers", () => {
  test("are unique within a type, and some belong to an employee and a contingent worker", async () => {
    const workers = await seen(await simulateWorkday({ employees: 320 }));
    for (const wanted of ["Employee_ID", "Contingent_Worker_ID"]) {
      const numbers = workers.filter(({ type }) => type === wanted).map(({ number }) => number);
      expect(numbers.length).toBeGreaterThan(30);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
    expect(new Set(workers.map(({ wid }) => wid)).size).toBe(320);
    const pairs = twins(workers);
    expect(pairs.length).toBeGreaterThan(5);
    const strangers = pairs.filter(([one, other]) => one.user !== other.user);
    expect(strangers).toHaveLength(1);
    expect(strangers[0]?.[0].descriptor).not.toBe(strangers[0]?.[1].descriptor);
  });

  test("keep their zeros, and are not always digits", async () => {
    const numbers = (await seen(await simulateWorkday())).map(({ number = "" }) => number);
    expect(numbers.some((number) => /^0\d+$/.test(number))).toBe(true);
    expect(numbers.some((number) => /^[A-Z]+\d+$/.test(number))).toBe(true);
  });
});

describe("somebody with two records", () => {
  test("is one person by account, address and truth, and at most one record is active", async () => {
    const simulator = await simulateWorkday({ employees: 320 });
    const pairs = twins(await seen(simulator)).filter(([one, other]) => one.user === other.user);
    const truth = simulator.company();
    const row = (wid: string | undefined) => truth.find(({ id }) => id === wid);
    for (const [employee, contingent] of pairs) {
      expect(row(employee.wid)?.personId).toBe(row(contingent.wid)?.personId);
      expect(row(employee.wid)?.workEmail).toBe(row(contingent.wid)?.workEmail);
      expect(employee.universal).toBe(contingent.universal);
      expect(employee.active && contingent.active).toBe(false);
    }
    expect(pairs.some(([one]) => one.universal !== undefined)).toBe(true);
    expect(pairs.some(([one]) => one.universal === undefined)).toBe(true);
    expect(pairs.some(([one, other]) => one.active && other.terminated)).toBe(true);
    expect(pairs.some(([one, other]) => one.terminated && other.active)).toBe(true);
    const shared = truth.filter(({ personId }) => personId !== undefined);
    expect(shared).toHaveLength(2 * pairs.length);
  });

  test("begins the second one on the day after the last day of the first", async () => {
    const simulator = await simulateWorkday({ employees: 320 });
    for (const pair of twins(await seen(simulator)).filter(([one, other]) => one.user === other.user)) {
      const [first, second] = pair.toSorted((a, b) => Number(a.active) - Number(b.active));
      if (first === undefined || second?.active !== true) continue;
      const last = Date.parse((text(first.status, "Termination_Date") ?? "").slice(0, 10));
      const begun = (text(second.status, "Original_Hire_Date") ?? "").slice(0, 10);
      expect(new Date(last + 86_400_000).toISOString().slice(0, 10)).toBe(begun);
    }
  });
});

describe("names and addresses", () => {
  test("there are people with one name, with a local name, and with a preferred one", async () => {
    const workers = (await seen(await simulateWorkday())).map(({ worker }) => worker);
    const names = "Worker_Data/Personal_Data/Name_Data";
    const legal = workers.map((worker) => all(worker, `${names}/Legal_Name_Data/Name_Detail_Data`)[0]);
    expect(legal.some((name) => text(name, "Last_Name") === undefined)).toBe(true);
    const local = workers.filter((_, index) => all(legal[index], "Local_Name_Detail_Data").length > 0);
    expect(local.length).toBeGreaterThan(0);
    expect(local.every((worker) => /（.+）$/.test(text(worker, "Worker_Descriptor") ?? ""))).toBe(true);
    const preferred = workers.map(
      (worker) => all(worker, `${names}/Preferred_Name_Data/Name_Detail_Data`)[0],
    );
    expect(preferred.some((name) => name === undefined)).toBe(true);
    expect(
      preferred.some((name, index) => name && text(name, "First_Name") !== text(legal[index], "First_Name")),
    ).toBe(true);
  });

  test("the private address comes before the one at work; some have none at work, some share one", async () => {
    const simulator = await simulateWorkday();
    const workers = (await seen(simulator)).map(({ worker }) => worker);
    const usages = workers.map((worker) =>
      all(worker, "Worker_Data/Personal_Data/Contact_Data/Email_Address_Data").map((mail) =>
        idIn(all(mail, "Usage_Data/Type_Data/Type_Reference")[0], "Communication_Usage_Type_ID"),
      ),
    );
    expect(usages.some((list) => list.length === 0 || !list.includes("WORK"))).toBe(true);
    expect(usages.filter((list) => list.includes("HOME")).every(([first]) => first === "HOME")).toBe(true);
    expect(usages.some((list) => list.filter((usage) => usage === "WORK").length === 2)).toBe(true);
    const single = simulator
      .company()
      .filter(({ personId, workEmail }) => personId === undefined && workEmail);
    const mails = single.map(({ workEmail }) => workEmail);
    // Of 250 people four: two mailboxes with two each.
    expect(mails.length - new Set(mails).size).toBe(2);
  });
});

describe("status", () => {
  test("somebody who came back has a resignation that is over, and no termination", async () => {
    const back = (await seen(await simulateWorkday({ employees: 320 }))).filter(
      ({ status, active }) => active && text(status, "Resignation_Date") !== undefined,
    );
    expect(back.length).toBeGreaterThan(0);
    for (const { status } of back) {
      expect([isTrue(text(status, "Rehire")), text(status, "Termination_Date")]).toEqual([true, undefined]);
    }
  });

  test("a hire that came to nothing is neither active nor terminated, and one of two says so", async () => {
    const none = (await seen(await simulateWorkday())).filter(
      ({ active, terminated, status }) =>
        !active && !terminated && (text(status, "Hire_Date") ?? "").slice(0, 10) <= "2026-05-01",
    );
    expect(none).toHaveLength(2);
    expect(none.filter(({ status }) => isTrue(text(status, "Hire_Rescinded")))).toHaveLength(1);
  });

  test("a joiner ahead is not active and has no position until asked for as of the first day", async () => {
    const simulator = await simulateWorkday();
    const joiner = simulator.edit({ op: "hire", set: { startDate: "2026-07-01" } });
    const reference = `<wd:Request_References><wd:Worker_Reference><wd:ID wd:type="WID">${"id" in joiner ? joiner.id : ""}</wd:ID></wd:Worker_Reference></wd:Request_References>`;
    const at = async (effective: string): Promise<[boolean, number]> => {
      const [worker] = (await getWorkers(simulator, reference + filter({ effective }) + GROUP)).workers;
      const [employment] = all(worker, "Worker_Data/Employment_Data");
      const active = isTrue(text(employment, "Worker_Status_Data/Active"));
      return [active, all(employment, "Worker_Job_Data").length];
    };
    expect(await at("2026-05-01")).toEqual([false, 0]);
    expect(await at("2026-06-30")).toEqual([false, 0]);
    expect(await at("2026-07-01-07:00")).toEqual([true, 1]);
  });

  test("a last day ahead cannot be seen, and is the last day employed", async () => {
    const simulator = await simulateWorkday();
    const { id = "" } = simulator.company().find(({ employment }) => employment === "active") ?? {};
    simulator.edit({ op: "terminate", id, set: { endDate: "2026-05-10" } });
    const row = () => simulator.company().find((each) => each.id === id);
    const states = [];
    for (const days of [1, 8, 1]) {
      simulator.advance(days);
      states.push([simulator.today(), row()?.employment, row()?.endDate]);
    }
    expect(states.map(([today, employment]) => [today, employment === "terminated"])).toEqual([
      ["2026-05-02", false],
      ["2026-05-10", false],
      ["2026-05-11", true],
    ]);
    expect(states.map((state) => state[2])).toEqual([null, null, "2026-05-10"]);
  });

  test("contracts end on a planned day, also for those who go on working", async () => {
    const workers = await seen(await simulateWorkday());
    const planned = workers.filter(({ active, worker }) => {
      const end = text(worker, "Worker_Data/Employment_Data/Worker_Contract_Data/Contract_End_Date");
      return active && end !== undefined && end.slice(0, 10) < "2026-05-01";
    });
    expect(planned.length).toBeGreaterThan(0);
  });
});

describe("the management chain", () => {
  const links = (worker: Element | undefined): Element[] =>
    all(
      worker,
      "Worker_Data/Management_Chain_Data/Worker_Supervisory_Management_Chain_Data/Management_Chain_Data",
    );

  test("runs from the root to the worker's own organization; the head of the company stands in it alone", async () => {
    const simulator = await simulateWorkday();
    const workers = await seen(simulator);
    const chief = workers[0];
    expect(links(chief?.worker).map((link) => idIn(all(link, "Manager_Reference")[0], "WID"))).toEqual([
      chief?.wid,
    ]);
    expect(simulator.company()[0]?.managerId).toBeNull();
    const deep = workers.map(({ worker }) => links(worker)).filter(({ length }) => length > 2);
    expect(deep.length).toBeGreaterThan(0);
    for (const chain of deep) {
      expect(idIn(all(chain[0], "Manager_Reference")[0], "WID")).toBe(chief?.wid);
    }
  });

  test("has an empty place where a leader has gone: whoever is above leads, and an old field still names the other", async () => {
    const simulator = await simulateWorkday();
    const workers = await seen(simulator);
    const led = workers.filter(({ worker }) => {
      const chain = links(worker);
      return chain.length > 1 && all(chain.at(-1), "Manager_Reference").length === 0;
    });
    expect(led.length).toBeGreaterThan(0);
    const truth = simulator.company();
    for (const { wid, worker } of led) {
      const above = idIn(all(links(worker).at(-2), "Manager_Reference")[0], "WID");
      expect(truth.find(({ id }) => id === wid)?.managerId).toBe(above);
      const [old] = all(
        worker,
        "Worker_Data/Employment_Data/Worker_Job_Data/Position_Data/Manager_as_of_last_detected_manager_change_Reference",
      );
      expect(idIn(old, "WID")).not.toBe(above);
    }
  });
});

test("the same seed gives the same Workday, and another one another", async () => {
  const [one, same, other] = await Promise.all(
    [7, 7, 8].map((seed) => simulateWorkday({ seed, employees: 60 })),
  );
  expect(same?.company()).toEqual(one?.company());
  expect(same?.config).toEqual(one?.config);
  expect(other?.company()[0]?.id).not.toBe(one?.company()[0]?.id);
});
