import {
  type ConnectorContext,
  type ConnectorHttp,
  type FieldValue,
  idValue,
  isConnectorError,
} from "@muster/connector-sdk";
import { z } from "zod";
import { DATASET_PATH } from "./api.ts";
import { unexpected } from "./errors.ts";

/** The most that `pageSize` may ask for. */
export const DATASET_PAGE_SIZE = 1_000;

/** What the dataset tells of one person. A field that is not in `values` may not be read. */
export interface DatasetRow {
  externalId: string;
  values: Readonly<Record<string, FieldValue>>;
  /** A value that cannot be used. */
  issue?: { path: string; issue: string };
}

export interface DatasetPage {
  rows: readonly DatasetRow[];
  totalPages: number;
  totalItems: number;
}

export interface DatasetQuestion {
  filter?: string;
  order?: "asc" | "desc";
  /** From 1. */
  page?: number;
  pageSize?: number;
}

/**
 * Asks for a page of rows, ordered by id: without an order pages may skip people. Undefined where there is no field to
 * ask for.
 */
export type AskDataset = (question: DatasetQuestion) => Promise<DatasetPage | undefined>;

const names = z.array(z.string()).default([]);
// `links` is not looked at: it is `[]` where there is one page, and an object else.
const Answer = z.object({
  data: z.array(
    z.object({
      fields: z.looseObject({ eeid: idValue, _restrictedFields: names }),
      _restrictedFields: names,
    }),
  ),
  meta: z.object({ totalPages: z.int().nonnegative(), totalItems: z.int().nonnegative() }),
});
const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * Asks the dataset of employees for these fields. By one of BambooHR's documents a field that may not be read fails
 * the whole call, by another it comes empty and named: where the first call is refused, the fields at fault are found
 * and left out from then on.
 */
export function openDataset(
  { http }: Pick<ConnectorContext<unknown>, "http">,
  wanted: readonly string[],
): AskDataset {
  let fields = wanted;
  let proven = false;
  return async function ask(question) {
    if (fields.length === 0) return undefined;
    try {
      const page = await askOnce(http, fields, question);
      proven = true;
      return page;
    } catch (error) {
      if (proven || !isRefusal(error)) throw error;
    }
    // Where not even the ids may be asked for, no field is at fault.
    await askOnce(http, [], { pageSize: 1 });
    fields = await readable(http, fields);
    proven = true;
    return ask(question);
  };
}

/** Those of the fields that a call is not refused for, found by halves. */
async function readable(http: ConnectorHttp, fields: readonly string[]): Promise<readonly string[]> {
  try {
    await askOnce(http, fields, { pageSize: 1 });
    return fields;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  if (fields.length === 1) return [];
  const middle = Math.ceil(fields.length / 2);
  const halves = [fields.slice(0, middle), fields.slice(middle)];
  return [...(await readable(http, halves[0] ?? [])), ...(await readable(http, halves[1] ?? []))];
}

function isRefusal(error: unknown): boolean {
  return isConnectorError(error) && [400, 403, 422].includes(error.status ?? 0);
}

async function askOnce(
  http: ConnectorHttp,
  fields: readonly string[],
  { filter, order = "asc", page = 1, pageSize = DATASET_PAGE_SIZE }: DatasetQuestion,
): Promise<DatasetPage> {
  const { body } = await http.post(
    DATASET_PATH,
    {
      // What is ordered by must be asked for, too.
      fields: ["eeid", ...fields],
      orderBy: `eeid ${order}`,
      page,
      pageSize,
      ...(filter !== undefined && { filter }),
    },
    { idempotent: true },
  );
  const answer = Answer.safeParse(body);
  if (!answer.success) {
    const where = answer.error.issues[0]?.path.join(".") || "the answer itself";
    throw unexpected("badDataset", `its dataset has not the documented form (${where})`, answer.error);
  }
  const { data, meta } = answer.data;
  if (data.length === 0 && page < meta.totalPages) {
    throw unexpected("emptyPage", "a page of its dataset has nobody on it and announces another");
  }
  return { ...meta, rows: data.map((row) => toRow(row, fields)) };
}

function toRow(row: z.output<typeof Answer>["data"][number], fields: readonly string[]): DatasetRow {
  const restricted = [...row._restrictedFields, ...row.fields._restrictedFields];
  const values: Record<string, FieldValue> = {};
  for (const field of fields) {
    const raw = row.fields[field];
    if (raw === undefined || restricted.includes(field)) continue;
    const value = Value.safeParse(raw);
    if (!value.success) {
      const issue = { path: field, issue: "is neither text nor a number nor a yes or no" };
      return { externalId: row.fields.eeid, values, issue };
    }
    values[field] = isBlank(value.data) ? null : value.data;
  }
  return { externalId: row.fields.eeid, values };
}

/** "0000-00-00" is how older parts of the API write an empty date. */
function isBlank(value: FieldValue): boolean {
  return typeof value === "string" && ["", "0000-00-00"].includes(value.trim());
}
