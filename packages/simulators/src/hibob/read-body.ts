import { z } from "zod";
import { badRequest, appPage } from "./dialect.ts";
import { BOB_FIELDS, FIELD_BY_ID, type BobField } from "./fields.ts";
import type { Answer } from "../kit/vendor.ts";
import type { HumanReadable } from "./shape.ts";

const MOST_FIELDS = 400;

const Body = z.object({
  fields: z.array(z.string()).optional(),
  filters: z.array(z.unknown()).optional(),
  showInactive: z.boolean().default(false),
  humanReadable: z.enum(["", "APPEND", "REPLACE"]).default(""),
});
const Filter = z.object({
  fieldPath: z.enum(["root.id", "root.email"]),
  operator: z.literal("equals"),
  values: z.array(z.string()),
});

/** A request for people. */
export interface PeopleQuery {
  fields: readonly BobField[];
  filter: z.infer<typeof Filter> | undefined;
  showInactive: boolean;
  human: HumanReadable;
}

/** The body as Bob reads it: unknown fields count for nothing; else the refusal. */
export function readBody(text: string): PeopleQuery | { refusal: Answer } {
  const body = parse(text);
  if (body === undefined) return { refusal: appPage(400) };
  const { fields, filters, showInactive, humanReadable } = body;
  if (fields !== undefined && fields.length > MOST_FIELDS) {
    return { refusal: badRequest("search.fields", `No more than ${MOST_FIELDS} fields`) };
  }
  if (filters !== undefined && filters.length !== 1) {
    return { refusal: badRequest("search.filters", "Exactly one filter is supported") };
  }
  const filter = Filter.safeParse(filters?.[0]);
  if (filters !== undefined && !filter.success) {
    return { refusal: badRequest("search.filters", "The filter's path or operator is not supported") };
  }
  const asked = fields?.flatMap((id) => FIELD_BY_ID.get(id) ?? []);
  return { fields: asked ?? DEFAULTS, filter: filter.data, showInactive, human: humanReadable };
}

const DEFAULTS = BOB_FIELDS.filter(({ id }) => /^(root|about|employment|work)\.(?!custom)/.test(id));

function parse(text: string): z.infer<typeof Body> | undefined {
  try {
    return Body.safeParse(JSON.parse(text === "" ? "{}" : text)).data;
  } catch {
    return undefined;
  }
}
