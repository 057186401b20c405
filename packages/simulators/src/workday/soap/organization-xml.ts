import type { Organization } from "../organizations.ts";
import type { Job } from "../worker.ts";
import { EXCLUDED_TYPES, type Sections } from "./sections.ts";
import { toEntry, toWorker, type Writer } from "./writer.ts";
import { element, textElement } from "./xml.ts";

/** Organization_Data: one entry for each organization that no flag leaves out. */
export function organizationData({ organizations }: Job, sections: Sections, writer: Writer): string {
  const excluded = new Set([...sections].flatMap((flag) => EXCLUDED_TYPES.get(flag) ?? []));
  if (sections.has("Exclude_Custom_Organizations")) excluded.add("ORGANIZATION_TYPE-6-55");
  const roles = !sections.has("Exclude_Organization_Support_Role_Data");
  const shown = organizations.filter(({ type }) => !excluded.has(type));
  return element(
    "Organization_Data",
    shown.map((organization) => organizationElement(organization, roles, writer)),
  );
}

/** Management_Chain_Data, from the root down. */
export function managementChain({ chain }: Job, writer: Writer): string {
  const links = chain.map(({ organization, manager }) =>
    element("Management_Chain_Data", [
      writer.reference("Organization_Reference", {
        wid: organization.wid,
        type: "Organization_Reference_ID",
        id: organization.reference,
        descriptor: organization.name,
      }),
      manager === null ? "" : writer.reference("Manager_Reference", toWorker(manager)),
    ]),
  );
  return element(
    "Management_Chain_Data",
    links.length === 0 ? "" : element("Worker_Supervisory_Management_Chain_Data", links),
  );
}

function organizationElement(organization: Organization, roles: boolean, writer: Writer): string {
  const { wid, reference, name, type, code } = organization;
  const supports = roles && type === "SUPERVISORY";
  return element("Worker_Organization_Data", [
    writer.reference("Organization_Reference", {
      wid,
      type: "Organization_Reference_ID",
      id: reference,
      descriptor: name,
    }),
    element("Organization_Data", [
      textElement("Organization_Reference_ID", reference),
      textElement("Organization_Code", code),
      textElement("Organization_Name", name),
      writer.reference("Organization_Type_Reference", toEntry(writer.ids, "Organization_Type_ID", type)),
      supports ? element("Organization_Support_Role_Data", "") : "",
    ]),
  ]);
}
