/** A person as the list has one. */
export function person(id: string, changes: object = {}): Record<string, unknown> {
  return {
    id,
    email: "ola@north.test",
    first_name: "Ola",
    last_name: "Brandt",
    preferred_name: null,
    status: "ACTIVE",
    custom_attributes: [
      { id: "dynamic_12", global_id: "level", value: "L5" },
      { id: "dynamic_13", global_id: null, value: "" },
      { id: "dynamic_14", global_id: "skills", value: ["Go", "SQL"] },
      { id: "dynamic_15", global_id: "desk", value: 12 },
      { id: "dynamic_16", global_id: "address", value: { city: "Oslo" } },
    ],
    employments: [{ id: "77" }],
    created_at: "2024-01-02T08:00:00Z",
    updated_at: "2026-09-01T10:00:00Z",
    ...changes,
  };
}

/** The employments of a person, the most recent one with these changes. */
export function employments(id: string, changes: object = {}): Record<string, unknown> {
  const job = {
    id: "77",
    person: { id },
    status: "ACTIVE",
    position: { title: "Engineer" },
    supervisor: { id: "3001" },
    org_units: [
      { type: "team", id: "8" },
      { type: "department", id: "9" },
    ],
    employment_start_date: "2024-02-01",
    employment_end_date: null,
    ...changes,
  };
  return { _data: [job], _meta: { links: {} } };
}

/** A page of a list, which goes on at `next`. */
export function listOf(rows: readonly unknown[], next?: string | null): Record<string, unknown> {
  const link = typeof next === "string" ? { href: next } : next;
  return { _data: rows, _meta: { links: { ...(link !== undefined && { next: link }) } } };
}

/** How Personio refuses. */
export function refusal(title: string): Record<string, unknown> {
  return { personio_trace_id: "f9ed", timestamp: "2026-10-05T12:00:00Z", errors: [{ title, _meta: {} }] };
}
