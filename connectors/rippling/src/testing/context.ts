import { isConnectorError } from "@muster/connector-sdk";

/** The code of the error that the work ends with. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "no error",
    (error: unknown) => isConnectorError(error) && error.code,
  );
}

/** A worker with everything that is asked for, named by the documents of the API. */
export function worker(id: string, changes: object = {}): Record<string, unknown> {
  return {
    id,
    created_at: "2024-01-08T16:02:11.004Z",
    updated_at: "2026-10-02T08:15:40.512Z",
    user_id: `u-${id}`,
    manager_id: "65aa10c2d4e1f20b3c7a9001",
    manager: null,
    number: 17,
    work_email: "ines.falk@northwind.test",
    personal_email: "ines@home.test",
    status: "ACTIVE",
    start_date: "2024-02-01",
    end_date: null,
    title: "VP Engineering",
    department_id: "65aa0f00d4e1f20b3c7a1001",
    department: { id: "65aa0f00d4e1f20b3c7a1001", name: "Engineering", parent_id: null },
    level_id: "65aa0f00d4e1f20b3c7a2004",
    level: { id: "65aa0f00d4e1f20b3c7a2004", name: "VP", global_level: 8 },
    employment_type_id: "65aa0f00d4e1f20b3c7a3001",
    employment_type: { label: "Salaried, full-time", type: "EMPLOYEE", amount_worked: "FULL-TIME" },
    location: { type: "REMOTE", work_location_id: null },
    country: "DE",
    user: {
      id: `u-${id}`,
      number: "1007",
      display_name: "Ines Falk",
      name: {
        given_name: "Agnes",
        family_name: "Falk",
        preferred_given_name: "Ines",
        preferred_family_name: null,
      },
      emails: [
        { value: "ines@home.test", type: "HOME", display: "ines@home.test" },
        { value: "i.falk@northwind.test", type: "WORK", display: "i.falk@northwind.test" },
      ],
    },
    termination_details: null,
    ...changes,
  };
}
