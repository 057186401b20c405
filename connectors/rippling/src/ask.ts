import type { ConnectorContext, HttpAnswer, QueryValue } from "@muster/connector-sdk";
import { customFieldId, customNames } from "./custom-fields.ts";
import { forbidden, missingScope } from "./errors.ts";
import { CUSTOM_FIELDS, EXPANSIONS, type Expansion, FIELDS } from "./fields.ts";

/** The form of the API that this connector was written for; without it the token's own one counts. */
export const HEADERS = { "Rippling-Api-Version": "2024-08-01" };

/** What asking takes of a connector's context. */
export type Asking = Pick<ConnectorContext<unknown>, "http" | "wanted">;

interface Question {
  path: string;
  query?: Readonly<Record<string, QueryValue | undefined>>;
  /** Statuses that are answers, beside 403. */
  expect?: readonly number[];
  /** Expansions left out; with `fixed` no others will be. */
  without?: readonly string[];
  fixed?: boolean;
}

/**
 * Asks for workers with what belongs to them. An optional expansion that the token's scopes do not reach is left out
 * and named; whatever else is refused throws ConnectorError `permission`.
 */
export async function askWorkers(
  context: Asking,
  { path, query = {}, expect = [], without = [], fixed = false }: Question,
): Promise<{ answer: HttpAnswer; without: readonly string[] }> {
  const asked = expansions(context).filter(({ name }) => !without.includes(name));
  const expand = asked.map(({ name }) => name).join(",");
  const answer = await context.http.get(path, {
    query: { ...query, expand },
    headers: HEADERS,
    expect: [403, ...expect],
  });
  if (answer.status !== 403) return { answer, without };
  const missing = missingScope(answer.body);
  const refused = asked.find(({ resource, optional }) => optional && resource === missing);
  if (fixed || refused === undefined) throw forbidden(answer);
  return askWorkers(context, { path, query, expect, without: [...without, refused.name] });
}

/** The source fields that come with these expansions. */
export function fieldsOf({ wanted }: Asking, names: readonly string[]): string[] {
  const ids = [...FIELDS.map(({ id }) => id), ...customNames(wanted).map(customFieldId)];
  return ids.filter((id) => names.some((name) => id.startsWith(`${name}.`)));
}

function expansions({ wanted }: Asking): readonly Expansion[] {
  return customNames(wanted).length === 0 ? EXPANSIONS : [...EXPANSIONS, CUSTOM_FIELDS];
}
