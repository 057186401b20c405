import { z } from "zod";

/** What the form shows for one secret. */
export interface SecretField {
  label: string;
  /** Where the admin finds or makes it; shown beside the field. */
  help?: string;
  schema: z.ZodType<string>;
}

export interface SecretOptions {
  help?: string;
  /** True for one of several lines, such as a PEM key, which never stands in a header. */
  lines?: boolean;
}

/** Declares one secret of an auth method. Its value is sealed at rest and never returned by any interface. */
export function secret(label: string, { help, lines = false }: SecretOptions = {}): SecretField {
  // Header and form values: a control character would split a header (RFC 9110 §5.5).
  const forbidden = lines ? /(?![\r\n\t])\p{Cc}/u : /\p{Cc}/u;
  const schema = z
    .string()
    .min(1, `${label} is empty`)
    .max(16_384, `${label} is too long`)
    .refine((value) => !forbidden.test(value), `${label} holds a line break or another control character`);
  return { label, schema, ...(help !== undefined && { help }) };
}
