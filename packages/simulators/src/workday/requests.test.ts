import { describe, expect, test } from "vitest";
import {
  all,
  faultOf,
  filter,
  getWorkers,
  GROUP,
  idIn,
  message,
  parse,
  send,
  sendText,
  simulateWorkday,
  text,
  usernameToken,
} from "../testing/workday.ts";

const AUTHENTICATION = {
  status: 500,
  code: "SOAP-ENV:Client.authenticationError",
  string: "invalid username or password",
};
const SERVICE_INVALID = {
  status: 500,
  code: "SOAP-ENV:Client.validationError",
  string: "The web service or version is invalid for the requested operation",
};

function invalid(what: string): object {
  return {
    status: 500,
    code: "SOAP-ENV:Client.validationError",
    string: expect.stringContaining(`Validation error occurred. ${what}`),
  };
}

describe("signing in", () => {
  test.each([
    ["a wrong password", { password: "wrong" }],
    ["a user without the tenant", { user: "ISU_Roster" }],
    ["a user of another tenant", { user: "ISU_Roster@other" }],
    ["another user", { user: "lmcneil@acme" }],
    ["no header", { header: "" }],
  ])("fails with %s by one and the same fault, under another prefix", async (_, sending) => {
    const simulator = await simulateWorkday({ employees: 5 });
    const answer = await send(simulator, "", sending);
    expect(answer.headers.get("content-type")).toBe("text/xml; charset=utf-8");
    expect(await faultOf(answer)).toEqual(AUTHENTICATION);
    expect(parse(await (await send(simulator, "", sending)).text()).tag).toBe("SOAP-ENV:Envelope");
  });

  test("fails with HTTP Basic, and with a digest in the place of the password", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const { full } = simulator.keys;
    const basic = `Basic ${Buffer.from(`ISU_Roster@acme:${full}`).toString("base64")}`;
    const byHeader = await send(simulator, "", { header: "", headers: { authorization: basic } });
    expect(await faultOf(byHeader)).toEqual(AUTHENTICATION);
    const digest = usernameToken("ISU_Roster@acme", full, "http://example.test/#PasswordDigest");
    expect(await faultOf(await send(simulator, "", { header: digest }))).toEqual(AUTHENTICATION);
  });

  test("is not enough for a user whose groups may not get workers", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    expect(await faultOf(await send(simulator, "", { password: simulator.keys.forbidden }))).toEqual({
      status: 500,
      code: "SOAP-ENV:Server.processingError",
      string: "Processing error occurred. The task submitted is not authorized.",
    });
  });
});

describe("the address", () => {
  test.each(["Human_Resources/v47.0", "Human_Resources/v30.0", "Staffing/v44.0", "Human_Resources/v25.1"])(
    "%s answers, with its version",
    async (path) => {
      const simulator = await simulateWorkday({ employees: 5 });
      const { response } = await getWorkers(simulator, "", { path: `/ccx/service/acme/${path}` });
      expect(response.attributes).toEqual({ version: path.split("/")[1] });
    },
  );

  test.each(["Human_Resources/v48.0", "Payroll/v44.0"])("%s is no service or no version", async (path) => {
    const simulator = await simulateWorkday({ employees: 5 });
    const answer = await send(simulator, "", { path: `/ccx/service/acme/${path}` });
    expect(await faultOf(answer)).toEqual(SERVICE_INVALID);
  });

  test("of another operation is none, of another tenant or form there is nothing", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const header = usernameToken("ISU_Roster@acme", simulator.keys.full);
    const other = await sendText(simulator, message("<wd:Get_Applicants_Request/>", header));
    expect(await faultOf(other)).toEqual(SERVICE_INVALID);
    const statusOf = async (path: string): Promise<number> => (await send(simulator, "", { path })).status;
    expect(await statusOf("/ccx/service/other/Human_Resources/v44.0")).toBe(503);
    expect(await statusOf("/ccx/service/acme/Human_Resources")).toBe(404);
    expect(await statusOf("/ccx/service/acme/Human_Resources/44.0")).toBe(404);
  });
});

describe("a request that is not valid", () => {
  const criteria = (inner: string): string => `<wd:Request_Criteria>${inner}</wd:Request_Criteria>`;
  const range = (inner: string): string =>
    criteria(
      `<wd:Transaction_Log_Criteria_Data><wd:Transaction_Date_Range_Data>${inner}</wd:Transaction_Date_Range_Data></wd:Transaction_Log_Criteria_Data>`,
    );

  test.each([
    ["page 0", filter({ page: 0 }), "Page number cannot be zero."],
    ["a page that is no number", `<wd:Response_Filter><wd:Page>two</wd:Page></wd:Response_Filter>`, "Page"],
    ["a count of 1000", filter({ count: 1000 }), "Count must be between 1 and 999."],
    ["a count of 0", filter({ count: 0 }), "Count must be between 1 and 999."],
    ["a day that is none", filter({ effective: "2026-02-30" }), "As Of Effective Date"],
    ["a moment that is none", filter({ entry: "2026-05-01" }), "As Of Entry DateTime"],
    [
      "the filter before the criteria",
      filter({}) + criteria(""),
      "Element 'Request_Criteria' is out of sequence",
    ],
    ["the group before the filter", GROUP + filter({}), "Element 'Response_Filter' is out of sequence"],
    [
      "the count before the page",
      `<wd:Response_Filter><wd:Count>9</wd:Count><wd:Page>1</wd:Page></wd:Response_Filter>`,
      "Element 'Page' is out of sequence",
    ],
    [
      "a section out of its place",
      `<wd:Response_Group><wd:Include_Organizations>1</wd:Include_Organizations><wd:Include_Reference>1</wd:Include_Reference></wd:Response_Group>`,
      "Element 'Include_Reference' is out of sequence",
    ],
    [
      "a flag that is no boolean",
      `<wd:Response_Group><wd:Include_Reference>yes</wd:Include_Reference></wd:Response_Group>`,
      "'Include_Reference' is no boolean",
    ],
    ["an element without the namespace", "<Response_Filter/>", "Element 'Response_Filter' is not expected"],
    [
      "an unknown criterion",
      criteria("<wd:Job_Level>3</wd:Job_Level>"),
      "Element 'Job_Level' is not expected",
    ],
    [
      "one end of a window",
      range("<wd:Updated_From>2026-04-01T00:00:00Z</wd:Updated_From>"),
      "If one of Updated From or Updated Through contains a value, both are Required!",
    ],
    [
      "one end of an effective window",
      range("<wd:Effective_Through>2026-04-01T00:00:00Z</wd:Effective_Through>"),
      "If one of Effective From or Effective Through contains a value, both are Required!",
    ],
    [
      "a window that ends before it begins",
      range(
        "<wd:Updated_From>2026-04-02T00:00:00Z</wd:Updated_From><wd:Updated_Through>2026-04-01T00:00:00Z</wd:Updated_Through>",
      ),
      "Updated From must be less than or equal to Updated Through!",
    ],
    [
      "a window that ends ahead of now",
      range(
        "<wd:Updated_From>2026-04-02T00:00:00Z</wd:Updated_From><wd:Updated_Through>2999-04-01T00:00:00Z</wd:Updated_Through>",
      ),
      "Updated Through must be less than or equal to Current Moment!",
    ],
  ])("by %s is told so", async (_, inner, what) => {
    const simulator = await simulateWorkday({ employees: 5 });
    expect(await faultOf(await send(simulator, inner))).toEqual(invalid(what));
  });

  test("names the place in its detail", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const document = parse(await (await send(simulator, filter({ page: 0 }))).text());
    const [error] = all(document, "Body/Fault/detail/Validation_Fault/Validation_Error");
    expect(error?.children.map(({ name }) => name)).toEqual(["Message", "Detail_Message", "Xpath"]);
    expect(text(error, "Xpath")).toBe("/wd:Get_Workers_Request/wd:Response_Filter/wd:Page");
  });

  test.each(["{}", "<a>", `<!DOCTYPE a><a/>`, `<a xmlns="http://www.w3.org/2003/05/soap-envelope"/>`])(
    "%j is no message",
    async (body) => {
      const simulator = await simulateWorkday({ employees: 5 });
      expect(await faultOf(await sendText(simulator, body))).toEqual(invalid(""));
    },
  );

  test("may hold flags that the documents only count", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const group = GROUP.replace(
      "<wd:Include_Management_Chain_Data>",
      `<wd:Exclude_Pay_Groups>1</wd:Exclude_Pay_Groups><wd:Include_Photo>0</wd:Include_Photo><wd:Include_Management_Chain_Data>`,
    );
    expect((await getWorkers(simulator, group)).workers).toHaveLength(5);
  });
});

describe("references", () => {
  const ask = (references: string, flags = ""): string =>
    `<wd:Request_References${flags}>${references}</wd:Request_References>`;
  const one = (type: string, id: string): string =>
    `<wd:Worker_Reference><wd:ID wd:type="${type}">${id}</wd:ID></wd:Worker_Reference>`;

  test("find workers by WID and by number, in their order, and are echoed", async () => {
    const simulator = await simulateWorkday();
    const [first, second] = (await getWorkers(simulator, filter({ count: 2 }))).workers;
    const [wid, number] = [
      idIn(all(second, "Worker_Reference")[0], "WID") ?? "",
      idIn(all(first, "Worker_Reference")[0], "Employee_ID") ?? "",
    ];
    const found = await getWorkers(simulator, ask(one("WID", wid) + one("Employee_ID", number)) + GROUP);
    expect(found.workers.map((worker) => text(worker, "Worker_Descriptor"))).toEqual([
      text(second, "Worker_Descriptor"),
      text(first, "Worker_Descriptor"),
    ]);
    expect(found.results).toEqual({ Total_Results: "2", Total_Pages: "1", Page_Results: "2", Page: "1" });
    expect(all(found.response, "Request_References/Worker_Reference/ID")[0]?.attributes).toEqual({
      type: "WID",
    });
    expect(simulator.requests().at(-1)).toMatchObject({ operation: "byId", status: 200 });
  });

  test("find everybody by the number that the list shows, those who came later too", async () => {
    const simulator = await simulateWorkday({ employees: 120 });
    simulator.advance(40);
    simulator.edit({ op: "move", id: simulator.company()[7]?.id, set: { employeeNumber: "00007" } });
    const { workers } = await getWorkers(simulator, filter({ count: 500 }));
    for (const worker of workers) {
      const [reference] = all(worker, "Worker_Reference");
      const [, number] = reference?.children ?? [];
      const asked = ask(one(number?.attributes["type"] ?? "", number?.text ?? ""));
      const [found] = (await getWorkers(simulator, asked)).workers;
      expect(idIn(all(found, "Worker_Reference")[0], "WID")).toBe(idIn(reference, "WID"));
    }
  });

  test("to nobody are refused, unless they may be skipped", async () => {
    const simulator = await simulateWorkday();
    const known = simulator.company()[0]?.id ?? "";
    const both = one("Employee_ID", "X1") + one("WID", known);
    const refused = await send(simulator, ask(both));
    expect(await faultOf(refused)).toEqual(
      invalid("Invalid ID value.  'X1' is not a valid ID value for type = 'Employee_ID'"),
    );
    for (const flag of ["Skip_Non_Existing_Instances", "Ignore_Invalid_References"]) {
      const { results } = await getWorkers(simulator, ask(both, ` wd:${flag}="true"`));
      expect(results["Total_Results"]).toBe("1");
    }
    const unqualified = await send(simulator, ask(both, ` Skip_Non_Existing_Instances="true"`));
    expect(unqualified.status).toBe(500);
  });

  test("need a type in Workday's namespace, and cannot stand beside criteria", async () => {
    const simulator = await simulateWorkday();
    const untyped = `<wd:Worker_Reference><wd:ID type="WID">1</wd:ID></wd:Worker_Reference>`;
    expect(await faultOf(await send(simulator, ask(untyped)))).toEqual(invalid("A reference needs an ID"));
    const beside = await send(simulator, `${ask(one("WID", "1"))}<wd:Request_Criteria/>`);
    expect(await faultOf(beside)).toEqual(invalid("Request References and Request Criteria"));
  });

  test("do not tell people who are hidden, erased or out of sight from those whom nobody knows", async () => {
    const simulator = await simulateWorkday();
    const { id = "" } = simulator.company().find(({ department }) => department === "Sales") ?? {};
    const asked = ask(one("WID", id));
    const narrow = await send(simulator, asked, { password: simulator.keys.narrow });
    expect(await faultOf(narrow)).toEqual(invalid("Invalid ID value."));
    simulator.setFaults({ hidePeople: 1 });
    expect(await faultOf(await send(simulator, asked))).toEqual(invalid("Invalid ID value."));
    simulator.clearFaults();
    expect((await send(simulator, asked)).status).toBe(200);
    simulator.edit({ op: "erase", id });
    expect(await faultOf(await send(simulator, asked))).toEqual(invalid("Invalid ID value."));
  });
});
