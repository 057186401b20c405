import type { Company } from "../company/company.ts";
import { GUILDS, SHIRT_SIZES } from "../company/extras.ts";
import type { Row } from "../kit/list-faults.ts";
import { optionId, userId } from "./ids.ts";
import type { View } from "./view.ts";
import { employmentType, levelOf, userOf } from "./worker.ts";

const MADE = { created_at: "2020-01-01T09:00:00.004Z", updated_at: "2020-01-01T09:00:00.004Z" };
const COMPANY = optionId("company", "Acme");

/** One list of the API beside the workers. */
export interface Resource {
  /** As a scope names it: singular, with dashes. */
  scope: string;
  count: (view: View) => number;
  rowAt: (position: number, view: View) => Row | undefined;
}

/** The lists by their path. */
export const RESOURCES: ReadonlyMap<string, Resource> = new Map([
  ["companies", fixed("company", [{ id: COMPANY, ...MADE, name: "Acme", primary_email: "hr@acme.test" }])],
  ["departments", inUse("department", ({ departments }) => [...departments].map(departmentOf))],
  ["titles", inUse("title", ({ titles }) => [...titles].map((name) => named("title", name)))],
  ["levels", inUse("level", ({ titles }) => levelsOf(titles))],
  ["teams", fixed("team", [])],
  ["work-locations", inUse("work-location", ({ locations }) => [...locations].map(locationOf))],
  ["employment-types", inUse("employment-type", ({ types }) => typesOf(types))],
  ["custom-fields", fixed("custom-field", definitions())],
  ["users", users()],
  // These two take an entitlement that this company has not bought; no token has it.
  ["legal-entities", fixed("legal-entity", [])],
  ["worker-changes", fixed("worker-change", [])],
]);

/** GET /entitlements/, which has no pages. */
export function entitlements(): Row {
  const tiers = ["Tier 1"].map((name) => ({ id: optionId("entitlement", name), display_name: name }));
  return { results: tiers.map((tier) => ({ ...tier, ...MADE, description: null })) };
}

/** GET /sso-me/: whose token it is. */
export function ssoMe(view: View): Row {
  const number = view.world.company.ids()[0] ?? 1;
  const person = view.world.company.find(number);
  const id = userId(number);
  return { id, ...MADE, work_email: person?.workEmail ?? null, company_id: COMPANY, company: null };
}

interface Names {
  departments: ReadonlySet<string>;
  titles: ReadonlySet<string>;
  locations: ReadonlySet<string>;
  types: ReadonlySet<string>;
}

function fixed(scope: string, rows: readonly Row[]): Resource {
  return { scope, count: () => rows.length, rowAt: (position) => rows[position] };
}

function inUse(scope: string, make: (names: Names) => readonly Row[]): Resource {
  const rows = (view: View): readonly Row[] => view.options(scope, (company) => make(namesIn(company)));
  return { scope, count: (view) => rows(view).length, rowAt: (position, view) => rows(view)[position] };
}

function users(): Resource {
  return {
    scope: "user",
    count: ({ world }) => world.company.ids().length,
    rowAt(position, { world: { company }, find }) {
      const person = find(company.ids()[position] ?? 0);
      return person === undefined ? undefined : { ...userOf(person, company) };
    },
  };
}

/** What anybody has or had: a list keeps what is not used any more. */
function namesIn(company: Company): Names {
  const names = {
    departments: new Set<string>(),
    titles: new Set<string>(),
    locations: new Set<string>(),
    types: new Set<string>(),
  };
  for (const id of company.ids()) {
    const { department, jobTitle, location, employmentStatus } = company.find(id) ?? {};
    if (department) names.departments.add(department);
    if (jobTitle) names.titles.add(jobTitle);
    if (location) names.locations.add(location);
    if (employmentStatus) names.types.add(employmentStatus);
  }
  return names;
}

function named(kind: string, name: string): Row {
  return { id: optionId(kind, name), ...MADE, name };
}

function departmentOf(name: string): Row {
  const { id, ...row } = named("department", name);
  return {
    id,
    ...row,
    parent_id: null,
    parent: null,
    reference_code: null,
    department_hierarchy_id: [id],
    department_hierarchy: null,
  };
}

function levelsOf(titles: ReadonlySet<string>): Row[] {
  const levels = new Map([...titles].map((title) => [levelOf(title).id, levelOf(title)]));
  return [...levels.values()].map((level) => ({ ...level, ...MADE, parent_id: null, track_id: null }));
}

/** Nobody works at a place called remote. */
function locationOf(name: string): Row {
  const id = name.startsWith("Remote") ? optionId("remote", name) : optionId("location", name);
  return { id, ...MADE, name, address: { locality: name } };
}

function typesOf(types: ReadonlySet<string>): Row[] {
  return [...types].flatMap((name) => {
    const type = employmentType({ employmentStatus: name });
    return type === null ? [] : [{ ...type, ...MADE }];
  });
}

function definitions(): Row[] {
  const define = (name: string, type: string, options: readonly string[] | null): Row => ({
    ...named("custom field", name),
    description: null,
    required: false,
    type,
    options,
  });
  return [
    define("Shirt size", "SELECT", SHIRT_SIZES),
    define("Guild", "SELECT", GUILDS),
    define("Cost code", "TEXT", null),
  ];
}
