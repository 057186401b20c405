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

/** What not everybody has: an address, and somebody to report to. */
const OPTIONAL = ["emails", "managers"] as const;
/** So many active people without a single address, or manager, are no chance. */
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

/** Parts that at least one of these workers shows. */
export function shownBy(workers: readonly Parts[]): Set<Section> {
  return new Set(SECTIONS.filter((section) => workers.some((parts) => parts[section].length > 0)));
}

/** True where these workers are too few to tell whether a part is withheld or none of them has it. */
export function isUndecided(workers: readonly Parts[]): boolean {
  const shown = shownBy(workers);
  return workers.filter(isActive).length < TELLING && SECTIONS.some((section) => !shown.has(section));
}

/**
 * Whether a part that a worker lacks is empty; else it has not come. `shown` are the parts that this worker or others
 * show. Everybody has a name, and whoever is at work a post and an organization; before the hire date neither shows
 * (Workday integration reference), and of those who left nothing is known.
 */
export function isEmpty(section: Section, parts: Parts, shown: ReadonlySet<Section>): boolean {
  if (section === "names" || !shown.has(section)) return false;
  return isToCome(parts) || OPTIONAL.some((optional) => optional === section);
}

/** Fields that the credentials may not see, at least for some of these workers. */
export function restrictedFields(workers: readonly Parts[], shown: ReadonlySet<Section>): string[] {
  const lackedBy = (section: Section, some: readonly Parts[]): boolean =>
    some.some((parts) => parts[section].length === 0);
  const active = workers.filter(isActive);
  const withheld = [
    ...OPTIONAL.filter((section) => workers.length > 0 && !shown.has(section)),
    ...(["job", "organizations"] as const).filter((section) => lackedBy(section, active)),
    ...(lackedBy("names", workers) ? (["names"] as const) : []),
  ];
  return withheld.flatMap((section) => FIELDS_OF[section]);
}

function isActive({ status }: Parts): boolean {
  return flagOf(xmlTextAt(status, "Active")) === true;
}

/** Neither active nor terminated. */
function isToCome({ status }: Parts): boolean {
  const flags = ["Active", "Terminated"].map((name) => flagOf(xmlTextAt(status, name)));
  return flags.every((flag) => flag === false);
}
