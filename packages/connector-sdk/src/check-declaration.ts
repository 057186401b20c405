import { ConnectorError } from "./errors.ts";
import type { RateWindow } from "./limits.ts";
import type { Mapping } from "./mapping.ts";
import type { SourceField } from "./records.ts";

/** The part of a declaration that its types cannot rule on. */
interface Declaration {
  id: string;
  fields: readonly SourceField[];
  mapping: Mapping;
  limits: { windows: readonly RateWindow[]; concurrent: number; resetHeader?: string };
  pageSize?: number;
}

/** Throws ConnectorError `bug` that names all that is wrong. Each of these would go unnoticed until a run. */
export function checkDeclaration({ id, fields, mapping, limits, pageSize }: Declaration): void {
  const ids = new Set(fields.map((field) => field.id));
  const mapped = Object.values(mapping).flatMap(({ first }) => first);
  const rates = limits.windows.flatMap(({ requests, seconds, penaltySeconds = 1 }) => [
    requests,
    seconds,
    penaltySeconds,
  ]);
  const problems = [
    /^[a-z][a-z0-9-]*$/.test(id) ? [] : ["its id is not lowercase letters, digits and dashes"],
    ids.size === fields.length ? [] : ["two of its fields have one id"],
    // A name mistyped here would map nothing, for everyone.
    mapped
      .filter((field) => !ids.has(field))
      .map((field) => `its mapping names "${field}", which is no field`),
    rates.every((rate) => rate > 0) ? [] : ["a window of its limits lets nothing through"],
    limits.resetHeader === limits.resetHeader?.toLowerCase()
      ? []
      : ["its limits name a header that is not in lower case, as the answers' are"],
    isCount(limits.concurrent) ? [] : ["its limits allow no request at once"],
    pageSize === undefined || isCount(pageSize) ? [] : ["its page size is no whole number of people"],
  ].flat();
  if (problems.length === 0) return;
  throw new ConnectorError("bug", `The connector "${id}" is declared wrongly: ${problems.join("; ")}.`, {
    code: "badDeclaration",
    fix: "The connector's author corrects what defineConnector is given.",
  });
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
