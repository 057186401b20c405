import { hash } from "../company/hash.ts";
import type { Company } from "../company/company.ts";
import type { Person } from "../company/person.ts";
import { createMemo } from "../kit/memo.ts";
import { LIFECYCLES } from "./lifecycle.ts";

/** An item of one of the company's lists. */
export interface ListItem {
  id: string;
  value: string;
  name: string;
  /** Nobody who works there has it. */
  archived: boolean;
  children: readonly never[];
}

/** The lists of a company, by their case-sensitive names. */
export type NamedLists = ReadonlyMap<string, ReadonlyMap<string, ListItem>>;

const LEVELS = ["Junior", "Regular", "Senior", "Lead"];
const FIXED: Record<string, Readonly<Record<string, string>>> = {
  status: { Active: "Active", Inactive: "Inactive" },
  lifecycleStatus: LIFECYCLES,
  orgLevels: Object.fromEntries(LEVELS.map((level) => [itemId(level), level])),
};

/** What a company abroad calls the statuses; the machine values stay what they are. */
const ABROAD: Readonly<Record<string, string>> = {
  hired: "Eingestellt",
  employed: "Beschäftigt",
  "garden leave": "Freigestellt",
  leave: "Abwesend",
  "parental leave": "Elternzeit",
  terminated: "Ehemalig",
};

/** The id of the item with this name; a list field holds it as text. */
export function itemId(name: string): string {
  const sum = Buffer.from(name).reduce((total, byte) => hash(total, byte), 7);
  return String(200_000_000 + (sum % 700_000_000));
}

export function levelOf({ jobTitle }: Person): string | null {
  if (jobTitle === null) return null;
  if (/^(VP|Head|Chief)\b/.test(jobTitle)) return "Lead";
  if (/^(Senior|Staff)\b/.test(jobTitle)) return "Senior";
  return /Associate|Representative/.test(jobTitle) ? "Junior" : "Regular";
}

/** Made from who is there, anew when the company has changed. */
export function createLists(company: Company): () => NamedLists {
  const memo = createMemo<NamedLists>(() => String(company.version()));
  return () => memo("", () => makeLists(company));
}

/** The lists with the lifecycle statuses under other labels. */
export function renamed(lists: NamedLists): NamedLists {
  const items = [...(lists.get("lifecycleStatus")?.values() ?? [])].map((each) => {
    const label = ABROAD[each.id] ?? each.value;
    return { ...each, value: label, name: label };
  });
  return new Map([...lists, ["lifecycleStatus", listOf(items)]]);
}

function makeLists(company: Company): NamedLists {
  const current = { department: new Map<string, boolean>(), title: new Map<string, boolean>() };
  for (const id of company.ids()) {
    const person = company.find(id);
    if (person === undefined) continue;
    note(current.department, person.department, person.left);
    note(current.title, person.jobTitle, person.left);
  }
  const fixed = Object.entries(FIXED).map(
    ([name, labels]) =>
      [name, listOf(Object.entries(labels).map(([id, label]) => item(id, label, false)))] as const,
  );
  const made = Object.entries(current).map(
    ([name, values]) =>
      [name, listOf([...values].map(([label, archived]) => item(itemId(label), label, archived)))] as const,
  );
  return new Map([...fixed, ...made]);
}

function note(values: Map<string, boolean>, name: string | null, left: boolean): void {
  if (name !== null) values.set(name, (values.get(name) ?? true) && left);
}

function item(id: string, value: string, archived: boolean): ListItem {
  return { id, value, name: value, archived, children: [] };
}

function listOf(items: readonly ListItem[]): ReadonlyMap<string, ListItem> {
  return new Map(items.map((each) => [each.id, each]));
}
