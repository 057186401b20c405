import type { Company } from "../company/company.ts";
import type { Person } from "../company/person.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { element, escapeXml, json, wantsJson, xml } from "./dialect.ts";
import { JOB_LEVELS } from "./job-level.ts";
import { CUSTOM_FIELDS } from "./custom-fields.ts";
import { optionId } from "./list-fields.ts";
import type { View } from "./view.ts";

interface Option {
  id: string | null;
  archived: "yes" | "no";
  name: string;
}

interface List {
  fieldId: number | string;
  manageable: "yes" | "no";
  multiple: "no";
  name: string;
  alias?: string;
  options: readonly Option[];
}

/** Lists whose options are what people have; one that nobody has who works here is archived. */
const GROWN: readonly {
  fieldId: number;
  name: string;
  alias: string;
  read: (person: Person) => string | null;
}[] = [
  { fieldId: 4, name: "Department", alias: "department", read: ({ department }) => department },
  { fieldId: 1355, name: "Division", alias: "division", read: ({ division }) => division },
  { fieldId: 18, name: "Location", alias: "location", read: ({ location }) => location },
  { fieldId: 17, name: "Job Title", alias: "jobTitle", read: ({ jobTitle }) => jobTitle },
  {
    fieldId: 16,
    name: "Employment Status",
    alias: "employmentHistoryStatus",
    read: ({ employmentStatus }) => employmentStatus,
  },
];

/** GET /meta/lists: the options of every list field. */
export function answerLists(request: VendorRequest, view: View): Answer {
  const lists = [...grownLists(view), ...fixedLists()];
  if (wantsJson(request.headers)) return json(lists);
  const elements = lists.map(({ fieldId, manageable, multiple, name, options }) => {
    const items = options.map(({ id, archived, name: text }) =>
      element("option", { id: id ?? "", archived }, escapeXml(text)),
    );
    const content = element("name", {}, escapeXml(name)) + element("options", {}, items.join(""));
    return element("list", { fieldId: String(fieldId), manageable, multiple }, content);
  });
  return xml(element("lists", {}, elements.join("")));
}

function grownLists({ optionNames, world: { company } }: View): List[] {
  const names = optionNames("", () => namesIn(company));
  return GROWN.map(({ fieldId, name, alias }, index) => {
    const options = [...(names[index] ?? [])].map(([text, archived]) => optionOf(text, archived));
    return { fieldId, manageable: "yes", multiple: "no", name, alias, options };
  });
}

function namesIn(company: Company): readonly ReadonlyMap<string, boolean>[] {
  const used = GROWN.map(({ read }) => ({ read, names: new Map<string, boolean>() }));
  for (const id of company.ids()) {
    const person = company.find(id);
    if (person === undefined) continue;
    for (const { read, names } of used) {
      const value = read(person);
      if (value !== null) names.set(value, (names.get(value) ?? true) && person.left);
    }
  }
  return used.map(({ names }) => names);
}

function fixedLists(): List[] {
  const custom = CUSTOM_FIELDS.flatMap(({ id, alias, label, options }): List[] =>
    options === undefined
      ? []
      : [
          {
            fieldId: id,
            manageable: "yes",
            multiple: "no",
            name: label,
            ...(alias !== undefined && { alias }),
            options: options.map((text) => optionOf(text, false)),
          },
        ],
  );
  const levels = JOB_LEVELS.map((text) => optionOf(text, false));
  return [
    ...custom,
    { fieldId: -50, manageable: "no", multiple: "no", name: "Job Level", alias: "jobLevel", options: levels },
  ];
}

function optionOf(name: string, archived: boolean): Option {
  return { id: optionId(name), archived: archived ? "yes" : "no", name };
}
