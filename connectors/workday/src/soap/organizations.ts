import { type XmlElement, xmlAll, xmlFirst, xmlTextAt } from "@muster/connector-sdk";
import type { Settings } from "../settings.ts";
import { idOf } from "./references.ts";

const TYPES = { supervisory: "SUPERVISORY", costCenter: "COST_CENTER" } as const;
/** Kinds of ids of a worker that are standard fields, or stand for the worker itself. */
const KNOWN_IDS: ReadonlySet<string> = new Set(["WID", "Employee_ID", "Contingent_Worker_ID"]);

/** A field that only this tenant has: an organization of a type, or an id of a type. */
export interface OwnField {
  id: string;
  label: string;
  value: string;
}

export function departmentFields(
  organizations: readonly XmlElement[],
  department: Settings["department"],
): Readonly<Record<string, string | null>> {
  const data = xmlFirst(ofType(organizations, TYPES[department]), "Organization_Data");
  return {
    Department: xmlTextAt(data, "Organization_Name") ?? null,
    Department_Code: xmlTextAt(data, "Organization_Code") ?? null,
  };
}

/** WID of the supervisory organization, which the chain of managers names its entries by. */
export function supervisoryOf(organizations: readonly XmlElement[]): string | undefined {
  return idOf(xmlFirst(ofType(organizations, TYPES.supervisory), "Organization_Reference"), "WID");
}

function ofType(organizations: readonly XmlElement[], type: string): XmlElement | undefined {
  return organizations.find((organization) => typeOf(organization) === type);
}

function typeOf(organization: XmlElement): string | undefined {
  return idOf(typeReference(organization), "Organization_Type_ID");
}

function typeReference(organization: XmlElement): XmlElement | undefined {
  return xmlFirst(organization, "Organization_Data", "Organization_Type_Reference");
}

/** The tenant's own fields of one worker, but for the one that is the department. Of several values the first. */
export function ownFields(
  worker: XmlElement,
  organizations: readonly XmlElement[],
  department: Settings["department"],
): OwnField[] {
  const found = [
    ...organizations.flatMap((organization): OwnField[] => {
      const type = typeOf(organization);
      const value = xmlTextAt(organization, "Organization_Data", "Organization_Name");
      if (type === undefined || type === TYPES[department] || !value) return [];
      const label = typeReference(organization)?.attributes["Descriptor"] || type;
      return [{ id: `Organization.${type}`, label: `Organization: ${label}`, value }];
    }),
    ...xmlAll(worker, "Worker_Reference", "ID").flatMap(({ attributes, text }): OwnField[] => {
      const type = attributes["type"] ?? "";
      if (type === "" || text === "" || KNOWN_IDS.has(type)) return [];
      return [{ id: `ID.${type}`, label: `ID: ${type}`, value: text }];
    }),
  ];
  return found.filter(({ id }, index) => found.findIndex((other) => other.id === id) === index);
}

/** Those of a worker's own fields that are wanted; what the worker has none of is empty, if it may be seen at all. */
export function wantedFields(
  worker: XmlElement,
  organizations: readonly XmlElement[],
  { wanted, department }: Pick<Settings, "department"> & { wanted: readonly string[] },
): Readonly<Record<string, string | null>> {
  const values = new Map(ownFields(worker, organizations, department).map(({ id, value }) => [id, value]));
  const seen = wanted.filter(
    (id) => id.startsWith("ID.") || (id.startsWith("Organization.") && organizations.length > 0),
  );
  return Object.fromEntries(seen.map((id) => [id, values.get(id) ?? null]));
}
