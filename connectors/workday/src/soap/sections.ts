import { type XmlElement, xmlAll, xmlFirst, xmlTextAt } from "@muster/connector-sdk";
import { flagOf } from "../flags.ts";

/**
 * Parts of a worker that stand under rights of their own. One that the credentials may not see is left out without a
 * word (Workday integration reference), just as one that holds nothing: only other workers tell the two apart.
 */
export const SECTIONS = ["names", "emails", "job", "organizations", "managers"] as const;
export type Section = (typeof SECTIONS)[number];

/** Fields that a part of the worker fills. */
export const FIELDS_OF: Readonly<Record<Section, readonly string[]>> = {
  names: ["First_Name", "Last_Name", "Formatted_Name"],
  emails: ["Work_Email"],
  job: ["Job_Title", "Job_Profile_Name", "Management_Level", "Management_Level_ID", "Location"],
  organizations: ["Department", "Department_Code"],
  managers: ["Manager"],
};

/** What everybody has, so that its absence is never emptiness. */
const EVERYBODYS: ReadonlySet<Section> = new Set(["names", "job", "organizations"]);
/** Fewer people than this may well have none of them an address or a manager. */
const TELLING = 10;

/** The parts of one worker, empty where they are missing. */
export interface Parts {
  status: XmlElement | undefined;
  names: readonly XmlElement[];
  emails: readonly XmlElement[];
  job: readonly XmlElement[];
  organizations: readonly XmlElement[];
  managers: readonly XmlElement[];
}

export function partsOf(worker: XmlElement): Parts {
  const data = xmlFirst(worker, "Worker_Data");
  const jobs = xmlAll(data, "Employment_Data", "Worker_Job_Data");
  const primary = jobs.find(({ attributes }) => flagOf(attributes["Primary_Job"]) === true) ?? jobs[0];
  return {
    status: xmlFirst(data, "Employment_Data", "Worker_Status_Data"),
    names: xmlAll(data, "Personal_Data", "Name_Data"),
    emails: xmlAll(data, "Personal_Data", "Contact_Data", "Email_Address_Data"),
    job: xmlAll(primary, "Position_Data"),
    organizations: xmlAll(data, "Organization_Data", "Worker_Organization_Data"),
    managers: xmlAll(
      data,
      "Management_Chain_Data",
      "Worker_Supervisory_Management_Chain_Data",
      "Management_Chain_Data",
    ),
  };
}

/** What can be said of the parts that workers of one page lack. */
export interface Visibility {
  /** True where the worker's lack of a part means that there is nothing in it. */
  isEmpty: (section: Section) => boolean;
  /** Fields that the credentials may not see, at least for some. */
  restricted: readonly string[];
}

/** `whole`: these are all workers there are, however few. */
export function visibilityOf(workers: readonly Parts[], whole: boolean): Visibility {
  const seen = new Set(SECTIONS.filter((section) => workers.some((parts) => parts[section].length > 0)));
  // One right covers organizations and those who lead them: a head of all has no manager to show.
  if (workers.length === 1 && seen.has("organizations")) seen.add("managers");
  const telling = whole || workers.length >= TELLING;
  const withheld = SECTIONS.filter((section) =>
    EVERYBODYS.has(section)
      ? workers.some((parts) => parts[section].length === 0 && (isActive(parts) || !seen.has(section)))
      : telling && workers.length > 0 && !seen.has(section),
  );
  return {
    isEmpty: (section) => !EVERYBODYS.has(section) && seen.has(section),
    restricted: withheld.flatMap((section) => FIELDS_OF[section]),
  };
}

/** Those who left may have left their post with them. */
function isActive({ status }: Parts): boolean {
  return flagOf(xmlTextAt(status, "Active")) === true;
}
