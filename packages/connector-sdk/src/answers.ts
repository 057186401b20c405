import type { z } from "zod";
import { ConnectorError, StaleCursorError } from "./errors.ts";
import type { LookResult } from "./connector.ts";
import type { Checkpoint } from "./records.ts";
import type { ReadRow } from "./rows.ts";

/** An answer that the vendor's documents do not allow. `what` ends "BambooHR cannot be read: …" and quotes nobody. */
export function unexpectedAnswer(
  vendor: string,
  code: string,
  what: string,
  cause?: unknown,
): ConnectorError {
  return new ConnectorError("contract", `${vendor} cannot be read: ${what}.`, {
    code,
    fix: `Try again later. If it stays so, report it: the connector has to follow a change of ${vendor}.`,
    cause,
  });
}

/** The answer to a look by id that says nothing of the person: never to be taken for "not found". */
export function unclearLook(vendor: string, what: string): ConnectorError {
  return new ConnectorError("contract", `${vendor} could not be asked about one person: ${what}.`, {
    code: "unclearLook",
    fix: "Nothing to do now: the person stays as they are and is asked about again by the next full run.",
  });
}

/** A row that came for one id as the look's answer; throws unclearLook where it says nothing of that person. */
export function lookOf(vendor: string, externalId: string, row: ReadRow): LookResult {
  if ("rejected" in row) {
    const { path, issue } = row.rejected;
    throw unclearLook(vendor, `the record cannot be read: ${path} ${issue}`);
  }
  if (row.record.externalId !== externalId) throw unclearLook(vendor, "it answered with another person");
  return { found: true, record: row.record };
}

/** True for an id that may stand in a path: no slash, dot, query or e-mail address. */
export function isPathId(id: string): boolean {
  return /^\w[\w-]*$/.test(id);
}

/** A checkpoint as it was given; throws StaleCursorError where this version of the connector cannot read it. */
export function storedPosition<T>(vendor: string, schema: z.ZodType<T>, checkpoint: Checkpoint): T {
  const position = schema.safeParse(checkpoint);
  if (position.success) return position.data;
  throw new StaleCursorError(`The stored position in the list of ${vendor} cannot be read.`);
}
