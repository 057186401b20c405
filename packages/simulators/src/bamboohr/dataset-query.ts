import { z } from "zod";
import type { FaultName } from "../kit/fault-catalog.ts";
import { jsonOf } from "../kit/json-of.ts";
import type { Answer } from "../kit/vendor.ts";
import { DATASET_FIELDS, type DatasetField } from "./dataset-fields.ts";
import { type DatasetFilter, readDatasetFilter } from "./dataset-filter.ts";
import { problem } from "./problem.ts";
import type { View } from "./view.ts";

const MOST_FIELDS = 400;
const MOST_ROWS = 1000;

const Body = z.object({
  fields: z.array(z.string()).min(1).max(MOST_FIELDS),
  filter: z.string().optional(),
  orderBy: z.string().optional(),
  page: z.int().min(1).default(1),
  pageSize: z.int().min(1).max(MOST_ROWS).default(100),
});

/** A request for a page of the dataset. */
export interface DatasetQuery {
  /** As asked for; undefined where there is none of that name. */
  fields: readonly { name: string; field: DatasetField | undefined }[];
  filter: DatasetFilter | undefined;
  order: readonly { field: DatasetField; descending: boolean }[];
  page: number;
  pageSize: number;
  /** What makes the same people in the same order. */
  subject: string;
}

/** The body as the API reads it, or its refusal. */
export function readDatasetQuery(text: string): DatasetQuery | { refusal: Answer } {
  const body = Body.safeParse(jsonOf(text));
  if (!body.success) {
    const detail = body.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
    return { refusal: problem(400, { code: "BAD_REQUEST", detail }) };
  }
  const { fields, filter: condition, orderBy = "", page, pageSize } = body.data;
  const order = readOrder(orderBy, fields);
  if ("refusal" in order) return order;
  const filter = condition === undefined ? undefined : readDatasetFilter(condition);
  if (filter !== undefined && "refusal" in filter) {
    return { refusal: problem(422, { code: "INVALID_FILTER", detail: filter.refusal }) };
  }
  return {
    fields: fields.map((name) => ({ name, field: DATASET_FIELDS.get(name) })),
    filter,
    ...order,
    page,
    pageSize,
    subject: JSON.stringify([condition ?? null, orderBy]),
  };
}

/**
 * The refusal of fields that there are not or that may not be read, as the documents of June 2026 have it. Newer
 * ones give an empty value and name the field beside it: that is the default here.
 */
export function refuseFields(
  { fields }: DatasetQuery,
  view: View,
  fault: FaultName | undefined,
): Answer | undefined {
  if (fault !== "barestForm") return undefined;
  const unknown = fields.filter(({ field }) => field === undefined).map(({ name }) => name);
  if (unknown.length > 0) {
    return problem(400, { code: "UE-1001", detail: "There are no such fields", fields: unknown });
  }
  const hidden = fields.filter(({ field }) => field !== undefined && !view.mayRead(field.topic));
  if (hidden.length === 0) return undefined;
  const names = hidden.map(({ name }) => name);
  return problem(403, { code: "FORBIDDEN", detail: "These fields may not be read", fields: names });
}

function readOrder(
  text: string,
  fields: readonly string[],
): Pick<DatasetQuery, "order"> | { refusal: Answer } {
  const order: { field: DatasetField; descending: boolean }[] = [];
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const [, name = "", direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? [];
    const field = DATASET_FIELDS.get(name);
    if (field === undefined || !fields.includes(name)) {
      const detail = `orderBy must name fields of the request, not ${part.trim()}`;
      return { refusal: problem(400, { code: "UE-1001", detail, fields: [name] }) };
    }
    order.push({ field, descending: direction?.toLowerCase() === "desc" });
  }
  return { order };
}
