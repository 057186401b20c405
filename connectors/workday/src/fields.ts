import { first, type Mapping, type SourceField } from "@muster/connector-sdk";

/**
 * What is kept of a worker, by the web service's names; everything else that the credentials may see is dropped
 * unread. Private addresses, birth dates, pay, national ids and the reasons of a termination are left out on purpose.
 */
export const FIELDS: readonly SourceField[] = [
  { id: "Worker_ID", label: "Employee or contingent worker ID", type: "text" },
  { id: "Worker_Type", label: "Employee or contingent worker", type: "text" },
  { id: "User_ID", label: "User ID", type: "text" },
  { id: "Universal_ID", label: "Universal ID", type: "text" },
  { id: "First_Name", label: "First name", type: "text" },
  { id: "Last_Name", label: "Last name", type: "text" },
  { id: "Formatted_Name", label: "Full name", type: "text" },
  { id: "Work_Email", label: "Work e-mail", type: "email" },
  { id: "Job_Title", label: "Job title", type: "text" },
  { id: "Job_Profile_Name", label: "Job profile", type: "text" },
  { id: "Management_Level", label: "Management level", type: "text" },
  { id: "Management_Level_ID", label: "Management level (ID)", type: "text" },
  { id: "Department", label: "Department", type: "text" },
  { id: "Department_Code", label: "Department (code)", type: "text" },
  { id: "Manager", label: "Manager (ID)", type: "text" },
  { id: "Location", label: "Location", type: "text" },
  { id: "Hire_Date", label: "Hire date", type: "date" },
  { id: "Original_Hire_Date", label: "Original hire date", type: "date" },
  { id: "Termination_Date", label: "Termination date", type: "date" },
];

/** The default mapping, of either way to read. */
export const MAPPING: Mapping = {
  orgMemberId: first("Worker_ID"),
  workEmail: first("Work_Email"),
  firstName: first("First_Name"),
  lastName: first("Last_Name"),
  displayName: first("Formatted_Name"),
  department: first("Department"),
  jobTitle: first("Job_Title"),
  seniority: first("Management_Level"),
  managerExternalId: first("Manager"),
  location: first("Location"),
};
