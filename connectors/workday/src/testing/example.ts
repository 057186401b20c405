import { parse } from "./parse.ts";
import type { XmlElement } from "@muster/connector-sdk";

/** An employee, as `Get_Workers` tells of one. */
export const MINA = `<wd:Worker>
<wd:Worker_Reference><wd:ID wd:type="WID">0f3c9a6be1d24c7e9b5a4d2c8e7f1a01</wd:ID><wd:ID wd:type="Employee_ID">30412</wd:ID></wd:Worker_Reference>
<wd:Worker_Descriptor>Mina Okafor</wd:Worker_Descriptor>
<wd:Worker_Data>
<wd:Worker_ID>30412</wd:Worker_ID><wd:User_ID>mokafor</wd:User_ID>
<wd:Personal_Data>
<wd:Name_Data>
<wd:Legal_Name_Data><wd:Name_Detail_Data wd:Formatted_Name="Wilhelmina Okafor"><wd:First_Name>Wilhelmina</wd:First_Name><wd:Last_Name>Okafor</wd:Last_Name></wd:Name_Detail_Data></wd:Legal_Name_Data>
</wd:Name_Data>
<wd:Contact_Data><wd:Email_Address_Data><wd:Email_Address>mina.okafor@example.com</wd:Email_Address>
<wd:Usage_Data wd:Public="1"><wd:Type_Data wd:Primary="1"><wd:Type_Reference><wd:ID wd:type="Communication_Usage_Type_ID">WORK</wd:ID></wd:Type_Reference></wd:Type_Data></wd:Usage_Data></wd:Email_Address_Data></wd:Contact_Data>
</wd:Personal_Data>
<wd:Employment_Data>
<wd:Worker_Job_Data wd:Primary_Job="1"><wd:Position_Data wd:Effective_Date="2025-04-01">
<wd:Business_Title>Staff Engineer, Payments</wd:Business_Title>
<wd:Job_Profile_Summary_Data><wd:Management_Level_Reference wd:Descriptor="Individual Contributor"><wd:ID wd:type="Management_Level_ID">8_Individual_Contributor</wd:ID></wd:Management_Level_Reference><wd:Job_Profile_Name>Platform Engineer V</wd:Job_Profile_Name></wd:Job_Profile_Summary_Data>
</wd:Position_Data></wd:Worker_Job_Data>
<wd:Worker_Status_Data><wd:Active>1</wd:Active><wd:Hire_Date>2021-09-06</wd:Hire_Date><wd:Terminated>0</wd:Terminated><wd:Leave_Status_Data><wd:On_Leave>1</wd:On_Leave></wd:Leave_Status_Data><wd:Rehire>0</wd:Rehire></wd:Worker_Status_Data>
</wd:Employment_Data>
<wd:Organization_Data><wd:Worker_Organization_Data>
<wd:Organization_Reference><wd:ID wd:type="WID">5aa4000000000000000000000000aa01</wd:ID></wd:Organization_Reference>
<wd:Organization_Data><wd:Organization_Reference_ID>SUP_PAY</wd:Organization_Reference_ID><wd:Organization_Name>Payments Platform</wd:Organization_Name><wd:Organization_Type_Reference><wd:ID wd:type="Organization_Type_ID">SUPERVISORY</wd:ID></wd:Organization_Type_Reference></wd:Organization_Data>
</wd:Worker_Organization_Data></wd:Organization_Data>
<wd:Management_Chain_Data><wd:Worker_Supervisory_Management_Chain_Data>
<wd:Management_Chain_Data><wd:Organization_Reference><wd:ID wd:type="WID">5aa4000000000000000000000000aa01</wd:ID></wd:Organization_Reference><wd:Manager_Reference><wd:ID wd:type="WID">0f3c9a6be1d24c7e9b5a4d2c8e7f1a77</wd:ID><wd:ID wd:type="Employee_ID">30011</wd:ID></wd:Manager_Reference></wd:Management_Chain_Data>
</wd:Worker_Supervisory_Management_Chain_Data></wd:Management_Chain_Data>
</wd:Worker_Data>
</wd:Worker>`;

export const MINA_ID = "0f3c9a6be1d24c7e9b5a4d2c8e7f1a01";

/** The same person's earlier contract: the same number, an id of another type, and a WID of its own. */
export const MINAS_CONTRACT = `<wd:Worker>
<wd:Worker_Reference><wd:ID wd:type="Contingent_Worker_ID">30412</wd:ID><wd:ID wd:type="WID">0f3c9a6be1d24c7e9b5a4d2c8e7f1b02</wd:ID></wd:Worker_Reference>
<wd:Worker_Data><wd:Employment_Data><wd:Worker_Status_Data><wd:Active>0</wd:Active><wd:Hire_Date>2020-01-13</wd:Hire_Date><wd:Terminated>1</wd:Terminated><wd:Termination_Date>2021-09-05</wd:Termination_Date></wd:Worker_Status_Data></wd:Employment_Data></wd:Worker_Data>
</wd:Worker>`;

/** A worker without the parts that stand between these tags. */
export function without(worker: string, ...names: readonly string[]): string {
  return names.reduce(
    (rest, name) => rest.replace(new RegExp(`<wd:${name}[ >].*</wd:${name}>`, "s"), ""),
    worker,
  );
}

/** An element of Workday's. */
export function element(xml: string): XmlElement {
  const [child] = parse(`<x xmlns:wd="urn:com.workday/bsvc">${xml}</x>`).children;
  if (!child) throw new Error("no element");
  return child;
}

interface Results {
  total?: number;
  pages?: number;
  page?: number;
}

/** The answer to `Get_Workers`, of one page unless told otherwise. */
export function answerWith(workers: readonly string[], results: Results = {}): XmlElement {
  const { total = workers.length, pages = 1, page = 1 } = results;
  return element(
    `<wd:Get_Workers_Response wd:version="v44.0"><wd:Response_Results><wd:Total_Results>${total}</wd:Total_Results><wd:Total_Pages>${pages}</wd:Total_Pages><wd:Page_Results>${workers.length}</wd:Page_Results><wd:Page>${page}</wd:Page></wd:Response_Results><wd:Response_Data>${workers.join("")}</wd:Response_Data></wd:Get_Workers_Response>`,
  );
}
