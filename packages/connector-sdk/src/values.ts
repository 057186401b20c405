import { z } from "zod";
import { isPlainDate, type PlainDate, plainDate } from "./plain-date.ts";
import type { FieldValue, RejectedRecord } from "./records.ts";

/** Most samples that a discovered field shows. */
const MOST_SAMPLES = 3;

const noneIfBlank = (text: string | null | undefined): string | null | undefined =>
  text?.trim() === "" ? null : text;

// Beyond 2^53 JSON.parse has already lost digits, and two people would become one.
const exact = z.union([z.string(), z.int().nonnegative().transform(String)], {
  error: "is neither text nor a whole number that JSON keeps exact",
});

/** What names a person or a thing, always as text: `00123` and `123` are two. Never blank. */
export const idValue: z.ZodType<string> = exact.refine((text) => text.trim() !== "", "is blank");

/** A number that names somebody, as text. A blank one is null, as with all of these; undefined was not returned. */
export const numberValue: z.ZodType<string | null | undefined> = exact.nullish().transform(noneIfBlank);

/** Text as it was given. */
export const textValue: z.ZodType<string | null | undefined> = z
  .string({ error: "is not text" })
  .nullish()
  .transform(noneIfBlank);

/** A calendar day, still as text. */
export const dayValue: z.ZodType<string | null | undefined> = textValue.refine(
  (day) => day == null || isPlainDate(day),
  "is not a calendar day",
);

/** What `dayValue` has let through, as a day. */
export function dayOf(value: FieldValue | undefined): PlainDate | null | undefined {
  if (typeof value === "string") return plainDate(value);
  return value === null ? null : undefined;
}

/** The record that a schema turned away, by the first thing that is wrong with it. Quotes no value. */
export function rejectedBy(error: z.ZodError | undefined, externalId?: string): RejectedRecord {
  const issue = error?.issues[0];
  return {
    ...(externalId !== undefined && { externalId }),
    path: issue?.path.join(".") ?? "",
    issue: issue?.message ?? "cannot be read",
  };
}

/** The first different values of a field, as many as are shown; those that are empty are left out. */
export function samplesOf(values: readonly (FieldValue | undefined)[]): FieldValue[] {
  const filled = values.filter((value): value is FieldValue => (value ?? "") !== "");
  return [...new Set(filled)].slice(0, MOST_SAMPLES);
}
