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
  message,
  sendText,
  simulateWorkday,
  text,
  usernameToken,
  widsOf,
} from "../testing/workday.ts";
import { readWorker } from "../testing/workday-reader.ts";

async function readAll(simulator: Simulator): Promise<Element[]> {
  return (await everybody(simulator)).flatMap(({ workers }) => workers);
}

describe("whoever follows the field map", () => {
  test("reads what the truth says", async () => {
    const simulator = await simulateWorkday({ employees: 400 });
    const workers = await readAll(simulator);
    expect(simulator.company()).toMatchObject(workers.map((worker) => readWorker(worker, simulator.today())));
  });

  test("reads it still after a month of hires, moves and leavers, and edits of all kinds", async () => {
    const simulator = await simulateWorkday();
    simulator.advance(31);
    simulator.edit({ op: "hire", set: { startDate: "2026-09-01" } });
    const lost = simulator.edit({ op: "hire", set: { startDate: "2026-10-01" } });
    simulator.edit({ op: "terminate", id: "id" in lost ? lost.id : "" });
    simulator.edit({ op: "terminate", set: { endDate: "2026-12-31" } });
    simulator.edit({ op: "terminate" });
    simulator.edit({ op: "rehire" });
    simulator.edit({ op: "move", set: { managerId: null, jobTitle: null } });
    simulator.edit({ op: "erase", id: simulator.company()[1]?.id });
    const pages = await everybody(simulator, { entry: "2026-06-01T10:00:00Z" });
    const read = pages.flatMap(({ workers }) => workers).map((each) => readWorker(each, simulator.today()));
    expect(simulator.company()).toMatchObject(read);
    expect(new Set(read.map(({ employment }) => employment))).toEqual(
      new Set(["active", "onLeave", "terminated", "preStart"]),
    );
  });

  test("reads it from the barest form as well", async () => {
    const simulator = await simulateWorkday();
    simulator.setFaults({ rules: [{ operation: "list", fault: "barestForm" }] });
    const workers = await readAll(simulator);
    expect(simulator.company()).toMatchObject(workers.map((worker) => readWorker(worker, simulator.today())));
    expect(workers.some((worker) => all(worker, "Worker_Descriptor").length > 0)).toBe(false);
  });
});

describe("the sections of a worker", () => {
  const sections = (worker: Element | undefined): string[] =>
    all(worker, "Worker_Data")[0]?.children.map(({ name }) => name) ?? [];

  test("are those that the request asks for, and without a word six of them", async () => {
    const simulator = await simulateWorkday();
    const [usual] = (await getWorkers(simulator, "")).workers;
    expect(sections(usual)).toEqual([
      "Worker_ID",
      "User_ID",
      "Personal_Data",
      "Employment_Data",
      "Compensation_Data",
      "Organization_Data",
      "Role_Data",
    ]);
    expect(all(usual, "Worker_Reference")).toHaveLength(1);
    const [asked] = (await getWorkers(simulator, GROUP)).workers;
    expect(sections(asked).slice(2)).toEqual([
      "Personal_Data",
      "Employment_Data",
      "Organization_Data",
      "Management_Chain_Data",
    ]);
    const [bare] = (
      await getWorkers(
        simulator,
        `<wd:Response_Group><wd:Include_Personal_Information>0</wd:Include_Personal_Information></wd:Response_Group>`,
      )
    ).workers;
    expect([sections(bare), all(bare, "Worker_Reference")]).toEqual([["Worker_ID", "User_ID"], []]);
  });

  test("hold organizations of many types, less those that are excluded", async () => {
    const simulator = await simulateWorkday();
    const typesWith = async (flags: string): Promise<Set<string | undefined>> => {
      const group = `<wd:Response_Group><wd:Include_Organizations>1</wd:Include_Organizations>${flags}</wd:Response_Group>`;
      const { workers } = await getWorkers(simulator, group);
      const references = workers.flatMap((worker) =>
        all(
          worker,
          "Worker_Data/Organization_Data/Worker_Organization_Data/Organization_Data/Organization_Type_Reference",
        ),
      );
      return new Set(references.map((reference) => idIn(reference, "Organization_Type_ID")));
    };
    const every = await typesWith("");
    expect(every).toContain("ORGANIZATION_TYPE-6-55");
    expect([...every]).toEqual(expect.arrayContaining(["SUPERVISORY", "COST_CENTER", "COMPANY", "MATRIX"]));
    const fewer = await typesWith(
      `<wd:Exclude_Cost_Center_Hierarchies>1</wd:Exclude_Cost_Center_Hierarchies><wd:Exclude_Pay_Groups>1</wd:Exclude_Pay_Groups>`,
    );
    expect([...every].filter((type) => !fewer.has(type))).toEqual(["COST_CENTER_HIERARCHY", "PAY_GROUP"]);
  });

  test("have a second job only where it is asked for, behind the primary one", async () => {
    const simulator = await simulateWorkday();
    const jobs = async (flag: string): Promise<(string | undefined)[][]> => {
      const group = `<wd:Response_Group>${flag}<wd:Include_Employment_Information>1</wd:Include_Employment_Information></wd:Response_Group>`;
      const { workers } = await getWorkers(simulator, group);
      return workers.map((worker) =>
        all(worker, "Worker_Data/Employment_Data/Worker_Job_Data").map(
          (job) => job.attributes["Primary_Job"],
        ),
      );
    };
    expect(Math.max(...(await jobs("")).map(({ length }) => length))).toBe(1);
    const both = (await jobs("<wd:Include_Additional_Jobs>true</wd:Include_Additional_Jobs>")).filter(
      ({ length }) => length > 1,
    );
    expect(both.length).toBeGreaterThan(0);
    expect(both.every(([first]) => first === "1" || first === "true")).toBe(true);
  });
});

describe("the forms of an answer", () => {
  test("are mixed: dates with an offset and without, flags as digits and as words, IDs in any order", async () => {
    const workers = await readAll(await simulateWorkday());
    const status = workers.flatMap((worker) => all(worker, "Worker_Data/Employment_Data/Worker_Status_Data"));
    const dates = status.map((each) => text(each, "Hire_Date") ?? "");
    expect(dates.some((date) => /^\d{4}-\d\d-\d\d$/.test(date))).toBe(true);
    expect(dates.some((date) => /^\d{4}-\d\d-\d\d-0[78]:00$/.test(date))).toBe(true);
    expect(new Set(status.map((each) => text(each, "Active")))).toEqual(new Set(["0", "1", "true", "false"]));
    const types = workers.flatMap((worker) =>
      all(
        worker,
        "Worker_Data/Personal_Data/Contact_Data/Email_Address_Data/Usage_Data/Type_Data/Type_Reference",
      ),
    );
    const firsts = types.map(({ children }) => children[0]?.attributes["type"]);
    expect(new Set(firsts)).toEqual(new Set(["WID", "Communication_Usage_Type_ID"]));
  });

  test("are qualified: every element and every attribute is in Workday's namespace, under prefixes of its own", async () => {
    const simulator = await simulateWorkday();
    const { response } = await getWorkers(simulator, filter({ count: 3 }));
    const walk = (element: Element): Element[] => [element, ...element.children.flatMap(walk)];
    expect(new Set(walk(response).map(({ uri }) => uri))).toEqual(new Set(["urn:com.workday/bsvc"]));
    expect(response.attributes).toEqual({ version: "v44.0" });
    const ids = walk(response).filter(({ name }) => name === "ID");
    expect(ids.every(({ attributes }) => attributes["type"] !== undefined)).toBe(true);
  });

  test("name what references point to only if the header asks", async () => {
    const simulator = await simulateWorkday();
    const described = async (common: string): Promise<boolean> => {
      const header = usernameToken("ISU_Roster@acme", simulator.keys.full) + common;
      const body = message(
        `<wd:Get_Workers_Request>${filter({ count: 9 })}</wd:Get_Workers_Request>`,
        header,
      );
      return /wd:Management_Level_Reference wd:Descriptor="/.test(
        await (await sendText(simulator, body)).text(),
      );
    };
    expect(await described("")).toBe(false);
    const flag = "Include_Reference_Descriptors_In_Response";
    const asks = (value: string): string =>
      `<wd:Workday_Common_Header><wd:${flag}>${value}</wd:${flag}></wd:Workday_Common_Header>`;
    expect(await described(asks("true"))).toBe(true);
    expect(await described(asks("false"))).toBe(false);
  });

  test("begin with what was asked, before the results", async () => {
    const simulator = await simulateWorkday();
    const criteria = `<wd:Request_Criteria><wd:Exclude_Contingent_Workers>1</wd:Exclude_Contingent_Workers></wd:Request_Criteria>`;
    const { response } = await getWorkers(simulator, criteria + filter({ page: 2, count: 7 }) + GROUP);
    expect(response.children.map(({ name }) => name)).toEqual([
      "Request_Criteria",
      "Response_Filter",
      "Response_Group",
      "Response_Results",
      "Response_Data",
    ]);
    expect(text(response, "Response_Filter/Page")).toBe("2");
  });
});

describe("a permission that is missing", () => {
  test("takes its section away and says nothing", async () => {
    const simulator = await simulateWorkday();
    const [page] = await everybody(simulator, { password: simulator.keys.restricted });
    const gone = ["Organization_Data", "Management_Chain_Data"];
    const there = page?.workers.flatMap((worker) => all(worker, "Worker_Data")[0]?.children ?? []) ?? [];
    expect(there.filter(({ name }) => gone.includes(name))).toEqual([]);
    expect(there.some(({ name }) => name === "Employment_Data")).toBe(true);
    expect(JSON.stringify(there)).not.toContain("HOME");
  });

  test("leaves people out, and the total agrees", async () => {
    const simulator = await simulateWorkday();
    const pages = await everybody(simulator, { password: simulator.keys.narrow });
    const total = Number(pages[0]?.results["Total_Results"]);
    expect(total).toBeLessThan(200);
    expect(widsOf(pages)).toHaveLength(total);
  });

  test("of the status empties the employment from the struck page on", async () => {
    const simulator = await simulateWorkday();
    simulator.setFaults({ rules: [{ operation: "list", page: 2, times: 1, fault: "restrictField" }] });
    const pages = await everybody(simulator);
    const statuses = pages.map(
      ({ workers }) =>
        workers.flatMap((each) => all(each, "Worker_Data/Employment_Data/Worker_Status_Data")).length,
    );
    expect(statuses).toEqual([100, 0, 0]);
  });
});
