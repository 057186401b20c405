import type { Member } from "@muster/store";

/** A member as JSON: ids are text, like in every answer. */
export function memberJson(member: Member): object {
  const { id, status, role, workEmail, firstName, lastName, department, jobTitle, identities } = member;
  return {
    id: String(id),
    status,
    role,
    workEmail,
    firstName,
    lastName,
    department,
    jobTitle,
    identities: identities.map(({ integration, externalId, claim }) => ({
      integration: String(integration),
      externalId,
      claim,
    })),
  };
}

export function personName({ firstName, lastName }: Pick<Member, "firstName" | "lastName">): string {
  return [firstName, lastName].filter((part) => part !== null).join(" ");
}
