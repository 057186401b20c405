import { plainDate } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { element, MINA, MINAS_CONTRACT, without } from "../testing/example.ts";
import { partsOf, SECTIONS } from "./sections.ts";
import { readWorker, type Reading } from "./worker.ts";

function read(xml: string, changes: Partial<Reading> = {}) {
  const worker = element(xml);
  const reading: Reading = {
    asOf: plainDate("2026-07-02"),
    department: "supervisory",
    wanted: [],
    shown: new Set(SECTIONS),
    ...changes,
  };
  return readWorker(worker, partsOf(worker), reading);
}

function fieldsOf(xml: string, changes: Partial<Reading> = {}) {
  const result = read(xml, changes);
  return "record" in result ? result.record.fields : result;
}

const email = (address: string, type: string, flags = "", usage = "") =>
  `<wd:Email_Address_Data><wd:Email_Address>${address}</wd:Email_Address><wd:Usage_Data ${usage}><wd:Type_Data ${flags}><wd:Type_Reference><wd:ID wd:type="WID">1a08</wd:ID><wd:ID wd:type="Communication_Usage_Type_ID">${type}</wd:ID></wd:Type_Reference></wd:Type_Data></wd:Usage_Data></wd:Email_Address_Data>`;

const withEmails = (...emails: readonly string[]) =>
  MINA.replace(
    /<wd:Contact_Data>.*<\/wd:Contact_Data>/s,
    `<wd:Contact_Data>${emails.join("")}</wd:Contact_Data>`,
  );

test("an employee is read with everything that is kept", () => {
  expect(read(MINA)).toEqual({
    record: {
      externalId: "0f3c9a6be1d24c7e9b5a4d2c8e7f1a01",
      personId: expect.stringMatching(/^[0-9a-f]{32}$/),
      vendorStatus: "onLeave",
      startDate: "2021-09-06",
      endDate: null,
      fields: {
        Worker_ID: "30412",
        Worker_Type: "Employee",
        User_ID: "mokafor",
        First_Name: "Wilhelmina",
        Last_Name: "Okafor",
        Formatted_Name: "Wilhelmina Okafor",
        Work_Email: "mina.okafor@example.com",
        Job_Title: "Staff Engineer, Payments",
        Job_Profile_Name: "Platform Engineer V",
        Management_Level: "Individual Contributor",
        Management_Level_ID: "8_Individual_Contributor",
        Location: null,
        Department: "Payments Platform",
        Department_Code: null,
        Manager: "0f3c9a6be1d24c7e9b5a4d2c8e7f1a77",
        Hire_Date: "2021-09-06",
        Original_Hire_Date: null,
        Termination_Date: null,
      },
    },
  });
});

test("the same number as a contingent worker is another record, and what it lacks has not come", () => {
  const result = read(MINAS_CONTRACT);
  expect(result).toMatchObject({
    record: {
      externalId: "0f3c9a6be1d24c7e9b5a4d2c8e7f1b02",
      vendorStatus: "terminated",
      endDate: "2021-09-05",
      fields: { Worker_ID: "30412", Worker_Type: "Contingent worker" },
    },
  });
  const fields = fieldsOf(MINAS_CONTRACT);
  for (const field of ["First_Name", "Job_Title", "Department"]) expect(fields).not.toHaveProperty(field);
  // Number alone: nobody can say whose contract it was.
  expect("record" in result && result.record.personId).toBeUndefined();
});

test("a worker without a WID is turned away without an id, whatever other ids there are", () => {
  expect(read(MINA.replace('wd:type="WID">0f3c9a6be1d24c7e9b5a4d2c8e7f1a01', 'wd:type="Other">1'))).toEqual({
    rejected: { path: "Worker_Reference.WID", issue: "is missing" },
  });
});

test("a day that is none turns the worker away by id", () => {
  expect(read(MINA.replace("2021-09-06", "2021-02-30"))).toEqual({
    rejected: {
      externalId: "0f3c9a6be1d24c7e9b5a4d2c8e7f1a01",
      path: "Hire_Date",
      issue: "is not a calendar day",
    },
  });
});

describe("the work e-mail", () => {
  test.each([
    [
      "is never the private one, though that comes first",
      [email("h@home.test", "HOME"), email("w@acme.test", "WORK")],
    ],
    [
      "is the primary of several",
      [email("x@acme.test", "WORK", "", 'wd:Public="1"'), email("w@acme.test", "WORK", 'wd:Primary="1"')],
    ],
    [
      "is the public one where none is primary",
      [email("x@acme.test", "WORK", 'wd:Primary="0"'), email("w@acme.test", "WORK", "", 'wd:Public="true"')],
    ],
    [
      "is the first where nothing tells them apart",
      [email("w@acme.test", "WORK"), email("x@acme.test", "WORK")],
    ],
    ["is not an empty one", [email("", "WORK", 'wd:Primary="1"'), email("w@acme.test", "WORK")]],
  ])("%s", (_, emails) => {
    expect(fieldsOf(withEmails(...emails))).toMatchObject({ Work_Email: "w@acme.test" });
  });

  test("is empty where there is only a private one", () => {
    expect(fieldsOf(withEmails(email("h@home.test", "HOME")))).toMatchObject({ Work_Email: null });
  });
});

describe("a name", () => {
  const preferred = (detail: string) =>
    MINA.replace(
      "</wd:Name_Data>",
      `<wd:Preferred_Name_Data>${detail}</wd:Preferred_Name_Data></wd:Name_Data>`,
    );

  test("is the preferred one where there is one", () => {
    const xml = preferred(
      '<wd:Name_Detail_Data wd:Formatted_Name="Mina Okafor"><wd:First_Name>Mina</wd:First_Name><wd:Last_Name>Okafor</wd:Last_Name></wd:Name_Detail_Data>',
    );
    expect(fieldsOf(xml)).toMatchObject({ First_Name: "Mina", Formatted_Name: "Mina Okafor" });
  });

  test("may be a single one", () => {
    const xml = preferred(
      '<wd:Name_Detail_Data wd:Formatted_Name="Mina"><wd:First_Name>Mina</wd:First_Name></wd:Name_Detail_Data>',
    );
    expect(fieldsOf(xml)).toMatchObject({ First_Name: "Mina", Last_Name: null, Formatted_Name: "Mina" });
  });

  test("is the descriptor where nothing else tells it", () => {
    expect(fieldsOf(without(MINA, "Name_Data"))).toMatchObject({ Formatted_Name: "Mina Okafor" });
  });
});

describe("a job", () => {
  test("is the primary one, wherever it stands", () => {
    const second =
      '<wd:Worker_Job_Data wd:Primary_Job="0"><wd:Position_Data><wd:Business_Title>Fire warden</wd:Business_Title></wd:Position_Data></wd:Worker_Job_Data>';
    expect(fieldsOf(MINA.replace("<wd:Employment_Data>", `<wd:Employment_Data>${second}`))).toMatchObject({
      Job_Title: "Staff Engineer, Payments",
    });
  });

  test("has its title from the position, else from the profile", () => {
    const untitled = without(MINA, "Business_Title");
    expect(fieldsOf(untitled)).toMatchObject({ Job_Title: "Platform Engineer V" });
    const positioned = untitled.replace(
      '<wd:Position_Data wd:Effective_Date="2025-04-01">',
      "<wd:Position_Data><wd:Position_Title>Engineer</wd:Position_Title><wd:Business_Site_Summary_Data><wd:Name>London</wd:Name></wd:Business_Site_Summary_Data>",
    );
    expect(fieldsOf(positioned)).toMatchObject({ Job_Title: "Engineer", Location: "London" });
  });

  test("has its level by code where no name comes with it", () => {
    expect(fieldsOf(MINA.replace(' wd:Descriptor="Individual Contributor"', ""))).toMatchObject({
      Management_Level: "8_Individual_Contributor",
    });
  });
});

describe("organizations", () => {
  const costCenter =
    '<wd:Worker_Organization_Data><wd:Organization_Data><wd:Organization_Code>4100</wd:Organization_Code><wd:Organization_Name>Engineering</wd:Organization_Name><wd:Organization_Type_Reference wd:Descriptor="Cost Center"><wd:ID wd:type="WID">1</wd:ID><wd:ID wd:type="Organization_Type_ID">COST_CENTER</wd:ID></wd:Organization_Type_Reference></wd:Organization_Data></wd:Worker_Organization_Data>';
  const both = MINA.replace(
    "<wd:Organization_Data><wd:Worker_Organization_Data>",
    `<wd:Organization_Data>${costCenter}<wd:Worker_Organization_Data>`,
  );

  test("make the department by their type, whichever comes first", () => {
    expect(fieldsOf(both)).toMatchObject({ Department: "Payments Platform", Department_Code: null });
    expect(fieldsOf(both, { department: "costCenter" })).toMatchObject({
      Department: "Engineering",
      Department_Code: "4100",
    });
    expect(fieldsOf(MINA, { department: "costCenter" })).toMatchObject({ Department: null });
  });

  test("of other types are read where they are wanted", () => {
    expect(fieldsOf(both)).not.toHaveProperty("Organization.COST_CENTER");
    const wanted = ["Organization.COST_CENTER", "Organization.REGION", "Work_Email"];
    expect(fieldsOf(both, { wanted })).toMatchObject({
      "Organization.COST_CENTER": "Engineering",
      "Organization.REGION": null,
      Work_Email: "mina.okafor@example.com",
    });
    expect(fieldsOf(without(MINA, "Organization_Data"), { wanted })).not.toHaveProperty(
      "Organization.COST_CENTER",
    );
  });
});

describe("a part that a worker lacks", () => {
  const bare = without(
    MINA,
    "Contact_Data",
    "Management_Chain_Data",
    "Organization_Data",
    "Worker_Job_Data",
    "Name_Data",
  );
  const toCome = without(MINA, "Management_Chain_Data", "Organization_Data", "Worker_Job_Data")
    .replace("<wd:Active>1", "<wd:Active>0")
    .replace("2021-09-06", "2026-09-01");

  test("is empty if others show theirs and not everybody has one", () => {
    expect(fieldsOf(bare)).toMatchObject({ Work_Email: null, Manager: null });
  });

  test("has not come if nobody shows it", () => {
    const fields = fieldsOf(bare, { shown: new Set() });
    for (const field of ["Work_Email", "Manager"]) expect(fields).not.toHaveProperty(field);
  });

  test("has not come if whoever is at work has one", () => {
    const fields = fieldsOf(bare);
    for (const field of ["First_Name", "Job_Title", "Location", "Department"]) {
      expect(fields).not.toHaveProperty(field);
    }
  });

  test("is a post that a joiner to come does not have yet", () => {
    expect(fieldsOf(toCome)).toMatchObject({ Job_Title: null, Department: null, Manager: null });
    expect(fieldsOf(toCome, { shown: new Set() })).not.toHaveProperty("Job_Title");
  });
});

test("without a chain the manager is the one that was last detected", () => {
  const xml = without(MINA, "Management_Chain_Data").replace(
    "</wd:Position_Data>",
    '<wd:Manager_as_of_last_detected_manager_change_Reference><wd:ID wd:type="WID">boss</wd:ID></wd:Manager_as_of_last_detected_manager_change_Reference></wd:Position_Data>',
  );
  expect(fieldsOf(xml)).toMatchObject({ Manager: "boss" });
  expect(fieldsOf(xml.replace(">boss<", ">0f3c9a6be1d24c7e9b5a4d2c8e7f1a01<"))).toMatchObject({
    Manager: null,
  });
});

test("a universal id is taken in either place, and names the person", () => {
  const own = MINA.replace("<wd:Personal_Data>", "<wd:Universal_ID>U-1</wd:Universal_ID><wd:Personal_Data>");
  expect(fieldsOf(own)).toMatchObject({ Universal_ID: "U-1" });
  const referred = MINAS_CONTRACT.replace(
    "<wd:Worker_Data>",
    '<wd:Universal_Identifier_Reference><wd:ID wd:type="WID">u1</wd:ID></wd:Universal_Identifier_Reference><wd:Worker_Data>',
  );
  const result = read(referred);
  expect("record" in result && result.record.personId).toMatch(/^[0-9a-f]{32}$/);
});
