import type { Employee, Employment } from "../employee.ts";
import type { Target } from "../field-mapping/rule.ts";
import { type Scope, SCOPE_FIELDS } from "../gate/membership-policy.ts";

/** What is stored of a record and of its member before a sync. */
export interface Stored {
  /** Null: the record has never been seen. */
  record: { claim: "employed" | "left" | "suspect" | null; employment: Employment | null } | null;
  /** Null: the record is no member. Fields by the names of an employee's. */
  member: {
    status: string;
    waits: readonly string[];
    fields: Readonly<Record<string, string | null>>;
    /** By name. */
    attributes: Readonly<Record<string, string | null>>;
    /** Fields that no sync overwrites. */
    pinned: readonly string[];
    /** Another record, of this source or another one, claims the member. */
    claimedElsewhere: boolean;
    /** A reason that no source can close. */
    keptOut: boolean;
  } | null;
  /** Another member who has the work e-mail that the record has now, and whether a new record of it would be theirs. */
  emailKeeper: { id: number; joinable: boolean } | null;
}

/** Whether the policy does not take somebody in; what was not returned is judged as it is stored. */
function isOutside({ fields }: Employee, { member }: Stored, scope: Scope): boolean {
  const fold = (name: string): string => name.trim().toLowerCase();
  return SCOPE_FIELDS.some(({ field, only, not }) => {
    const given = fields[field];
    const value = given === undefined ? member?.fields[field] : given;
    const among = (list: readonly string[]): boolean =>
      typeof value === "string" && list.some((name) => fold(name) === fold(value));
    const [inside, outside] = [scope[only], scope[not]];
    return (inside !== undefined && !among(inside)) || (outside !== undefined && among(outside));
  });
}

/** What a sync would make of one record. */
export interface NextStep {
  action:
    | "create"
    | "link"
    | "advance"
    | "update"
    | "deactivate"
    | "reactivate"
    | "conflict"
    | "skip"
    | "nothing";
  /** In a sentence. */
  words: string;
  changes: readonly { field: string; before: string | null; after: string | null }[];
}

/**
 * What the next sync would do about this record, if nothing else changes. The gate judges a whole plan and may hold
 * it, and where a person has several records the others are judged along with it: neither is known here.
 * `atCreation`: what the mapping fills only when a member is made.
 */
export function nextStep(
  employee: Employee,
  stored: Stored,
  { scope, atCreation }: { scope: Scope; atCreation: readonly Target[] },
): NextStep {
  const { member } = stored;
  const judged = employee.employment !== "terminated" && employee.employment !== "unknown";
  if (judged && isOutside(employee, stored, scope)) return ofOutsider(stored);
  if (!member) return ofStranger(employee, stored);
  return ofMember(withoutKept(employee, [...atCreation, ...member.pinned]), stored, member);
}

function step(action: NextStep["action"], words: string, changes: NextStep["changes"] = []): NextStep {
  return { action, words, changes };
}

/** Whoever leaves the scope waits for a person, unless the policy lets them pass. */
function ofOutsider({ record, member }: Stored): NextStep {
  if (!member) return step("skip", "Nothing: the policy does not take them in.");
  if (record?.claim === "left" || member.status === "deactivated") {
    return step("nothing", "Nothing: the policy does not take them in, and they are out already.");
  }
  return member.claimedElsewhere
    ? step(
        "update",
        "This record's claim ends, because the policy does not take them in; another one stands.",
      )
    : step("deactivate", "A leaver: the policy no longer takes them in.");
}

function ofStranger({ employment, fields }: Employee, { emailKeeper }: Stored): NextStep {
  if (employment === "terminated") return step("skip", "Nothing: they have left and were never a member.");
  if (employment === "unknown") {
    return step(
      "skip",
      "Nothing: status and dates contradict each other, so nobody can say whether they are employed.",
    );
  }
  if (!fields.workEmail) return step("skip", "Nothing: there is no work e-mail.");
  if (emailKeeper?.joinable) {
    return step("link", `They are member ${emailKeeper.id}, who has the work e-mail and no record here.`);
  }
  if (emailKeeper) {
    return step("conflict", `A conflict: member ${emailKeeper.id} has the work e-mail; a person decides.`);
  }
  return step("create", "A new member.");
}

function ofMember(employee: Employee, stored: Stored, member: NonNullable<Stored["member"]>): NextStep {
  const { employment } = employee;
  const claim = stored.record?.claim ?? null;
  if (employment === "terminated") return ofLeaver(employee, claim, member);
  const changes = changesOf(employee, member);
  if (stored.emailKeeper !== null && changes.some(({ field }) => field === "workEmail")) {
    return step(
      "conflict",
      `A conflict: member ${stored.emailKeeper.id} has the new work e-mail; a person decides.`,
    );
  }
  if (member.status === "deactivated") {
    if (employment === "unknown") return step("skip", "Nothing: it is not clear whether they are employed.");
    if (member.keptOut) return step("update", "They stay deactivated: a person's reason is open.", changes);
    if (claim === "left") return step("reactivate", "They come back.", changes);
  }
  const starts = employment === "active" || employment === "onLeave";
  if (starts && member.waits.includes("start")) return step("advance", "Their first day has come.", changes);
  if (claim === "suspect") return step("update", "They are seen again and no longer missing.", changes);
  const moved = stored.record?.employment !== employment;
  if (changes.length === 0 && !moved) return step("nothing", "Nothing: all is as it is stored.");
  const words =
    changes.length === 0 ? `Their employment becomes ${employment}.` : `An update of ${names(changes)}.`;
  return step("update", words, changes);
}

function ofLeaver(
  employee: Employee,
  claim: "employed" | "left" | "suspect" | null,
  member: NonNullable<Stored["member"]>,
): NextStep {
  // Many systems blank the rest on the way out; of a leaver only the dates are news.
  const changes = member.claimedElsewhere
    ? []
    : changesOf({ ...employee, fields: {}, attributes: {} }, member);
  if (claim === "left") {
    return changes.length === 0
      ? step("nothing", "Nothing: they have left already.")
      : step("update", `An update of ${names(changes)}; they have left already.`, changes);
  }
  if (member.claimedElsewhere) {
    return step(
      "update",
      "This record's claim ends; they stay, because another record claims them.",
      changes,
    );
  }
  if (member.status === "deactivated")
    return step("update", "This record's claim ends; they are out already.", changes);
  return step("deactivate", "A leaver: they are deactivated.", changes);
}

function names(changes: NextStep["changes"]): string {
  return changes.map(({ field }) => field).join(", ");
}

/** What was not returned stays. */
function changesOf(
  { fields, startDate, endDate, attributes = {} }: Employee,
  stored: Pick<NonNullable<Stored["member"]>, "fields" | "attributes">,
): NextStep["changes"] {
  const moved = (
    now: Readonly<Record<string, string | null | undefined>>,
    was: Readonly<Record<string, string | null>>,
    prefix = "",
  ): NextStep["changes"] =>
    Object.entries(now).flatMap(([name, after]) => {
      const before = (Object.hasOwn(was, name) ? was[name] : null) ?? null;
      return after === undefined || after === before ? [] : [{ field: `${prefix}${name}`, before, after }];
    });
  return [
    ...moved({ ...fields, startDate, endDate }, stored.fields),
    ...moved(attributes, stored.attributes, "attributes."),
  ];
}

/** A person without what is filled only when a member is made, and without what somebody keeps from every sync. */
function withoutKept(employee: Employee, kept: readonly string[]): Employee {
  const without = <Value>(values: Readonly<Record<string, Value>>, prefix = ""): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !kept.includes(`${prefix}${name}`)));
  const { fields, attributes } = employee;
  return {
    ...employee,
    fields: without(fields),
    ...(attributes && { attributes: without(attributes, "attributes.") }),
  };
}
