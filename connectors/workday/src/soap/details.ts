import { type XmlElement, xmlAll, xmlFirst, xmlTextAt } from "@muster/connector-sdk";
import { flagOf } from "../flags.ts";
import { idOf } from "./references.ts";

type Texts = Readonly<Record<string, string | null>>;

/** Of `Name_Data`: the preferred name, which is the legal one unless somebody chose another. */
export function nameFields(names: XmlElement): Texts {
  const detail =
    xmlFirst(names, "Preferred_Name_Data", "Name_Detail_Data") ??
    xmlFirst(names, "Legal_Name_Data", "Name_Detail_Data");
  return {
    First_Name: textAt(detail, "First_Name"),
    Last_Name: textAt(detail, "Last_Name"),
    Formatted_Name: detail?.attributes["Formatted_Name"] || null,
  };
}

/** Of all `Email_Address_Data`: a work address, the primary before a public one. The private one may come first (recorded by Cortex XSOAR). */
export function emailFields(emails: readonly XmlElement[]): Texts {
  const candidates = emails.flatMap((email) => {
    const address = textAt(email, "Email_Address");
    const usages = xmlAll(email, "Usage_Data").filter((usage) => workTypes(usage).length > 0);
    if (address === null || usages.length === 0) return [];
    const isPrimary = usages.flatMap(workTypes).some((type) => flagOf(type.attributes["Primary"]) === true);
    const isPublic = usages.some((usage) => flagOf(usage.attributes["Public"]) === true);
    return [{ address, rank: 2 * Number(isPrimary) + Number(isPublic) }];
  });
  const [best] = candidates.toSorted((one, other) => other.rank - one.rank);
  return { Work_Email: best?.address ?? null };
}

function workTypes(usage: XmlElement): XmlElement[] {
  return xmlAll(usage, "Type_Data").filter((type) =>
    xmlAll(type, "Type_Reference").some((kind) => idOf(kind, "Communication_Usage_Type_ID") === "WORK"),
  );
}

/** Of the primary job's `Position_Data`. There is no job level here, but the management level. */
export function jobFields(position: XmlElement): Texts {
  const profile = textAt(position, "Job_Profile_Summary_Data", "Job_Profile_Name");
  const level = xmlFirst(position, "Job_Profile_Summary_Data", "Management_Level_Reference");
  const levelId = idOf(level, "Management_Level_ID") ?? null;
  return {
    Job_Title: textAt(position, "Business_Title") ?? textAt(position, "Position_Title") ?? profile,
    Job_Profile_Name: profile,
    // The code is the tenant's own; its name comes only from newer versions.
    Management_Level: level?.attributes["Descriptor"] || levelId,
    Management_Level_ID: levelId,
    Location: textAt(position, "Business_Site_Summary_Data", "Name"),
  };
}

/** Of a part that has come: what is missing in it is empty. */
function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | null {
  return xmlTextAt(element, ...path) ?? null;
}
