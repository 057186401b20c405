import type { z } from "zod";
import { SimulatorError } from "../error.ts";

/** `input` by `schema`, or a badRequest that names every path and what is wrong there. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  throw new SimulatorError("badRequest", issues.join("; "), { cause: result.error });
}
