import {
  ConnectorError,
  isPlainDate,
  type RejectedRecord,
  type SourceRecord,
  type VendorStatus,
} from "@muster/connector-sdk";
import { z } from "zod";
import type { Has } from "./habits.ts";

const TextId = z.string().min(1);
const Id = z.union([TextId, z.int().transform(String)]);
const Text = z.string().nullish();
const Day = z.string().refine(isPlainDate).nullish();
const Row = z.object({
  id: Id,
  person: Text,
  mail: Text,
  first: Text,
  last: Text,
  team: Text,
  title: Text,
  boss: Id.nullish(),
  state: Text,
  from: Day,
  until: Day,
});
const Withheld = z.object({ withheld: z.array(z.string()) });
const Named = z.object({ id: Id });
const STATES: Readonly<Record<string, VendorStatus>> = {
  working: "active",
  away: "onLeave",
  gone: "terminated",
};

/** The standard source fields. */
export const FIELDS = Object.keys(Row.shape).filter((name) => name !== "person");

/** A record, or why there is none. */
export type Read =
  | { record: SourceRecord; withheld: readonly string[] }
  | { rejected: RejectedRecord }
  | "skipped";

/** Reads one row; `own` are the customer's own fields that are wanted. */
export function readRow(raw: unknown, own: readonly string[], has: Has): Read {
  try {
    const withheld = has("withheldIsEmpty") ? [] : Withheld.parse(raw).withheld;
    return { record: recordOf(raw, { withheld, own, has }), withheld };
  } catch {
    const named = (has("numbersAreNoIds") ? z.object({ id: TextId }) : Named).safeParse(raw);
    if (named.success && has("badRecordsAreSkipped")) return "skipped";
    if (named.success) return { rejected: { externalId: named.data.id, path: "", issue: "is wrong" } };
    if (has("namelessAreQuoted")) throw broken(`no id in ${JSON.stringify(raw)}`);
    return has("namelessAreSkipped") ? "skipped" : { rejected: { path: "", issue: "has no id" } };
  }
}

function recordOf(
  raw: unknown,
  { withheld, own, has }: { withheld: readonly string[]; own: readonly string[]; has: Has },
): SourceRecord {
  const row = (has("numbersAreNoIds") ? Row.extend({ id: TextId }) : Row).parse(raw);
  const extra = z.record(z.string(), z.unknown()).parse(raw);
  const returned = Object.entries(row).filter(([name]) => name !== "person" && !withheld.includes(name));
  const asked = own.flatMap((name) => {
    const value = z.union([z.string(), z.number()]).nullish().parse(extra[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    externalId: row.id,
    ...(row.person != null && !has("noPersonId") && { personId: row.person }),
    vendorStatus: has("plannedIsLeft") && row.until != null ? "terminated" : statusOf(row.state, has),
    ...(!withheld.includes("from") && { startDate: row.from ?? null }),
    ...(!withheld.includes("until") && { endDate: row.until ?? null }),
    fields: {
      ...Object.fromEntries(returned.map(([name, value]) => [name, value ?? null])),
      ...Object.fromEntries(asked),
      ...(has("stampsRecords") && { title: `${row.title ?? ""} ${Math.random()}` }),
    },
  };
}

function statusOf(state: string | null | undefined, has: Has): VendorStatus {
  if (state === "away" && has("leaveIsLeft")) return "terminated";
  return STATES[state ?? ""] ?? (has("oddStatusIsLeft") ? "terminated" : "unknown");
}

export function broken(message: string): ConnectorError {
  return new ConnectorError("contract", message, { code: "broken", fix: "Report it." });
}
