import type { ConnectorContext, HttpAnswer, QueryValue } from "@muster/connector-sdk";
import { forbidden, missingScope } from "./errors.ts";
import { EXPANSIONS, FIELDS } from "./fields.ts";

/** The form of the API that this connector was written for; without it the token's own one counts. */
const HEADERS = { "Rippling-Api-Version": "2024-08-01" };

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
  { http }: Pick<ConnectorContext<unknown>, "http">,
  { path, query = {}, expect = [], without = [], fixed = false }: Question,
): Promise<{ answer: HttpAnswer; without: readonly string[] }> {
  const asked = EXPANSIONS.filter(({ name }) => !without.includes(name));
  const expand = asked.map(({ name }) => name).join(",");
  const answer = await http.get(path, {
    query: { ...query, expand },
    headers: HEADERS,
    expect: [403, ...expect],
  });
  if (answer.status !== 403) return { answer, without };
  const missing = missingScope(answer.body);
  const refused = asked.find(({ resource, optional }) => optional && resource === missing);
  if (fixed || refused === undefined) throw forbidden(answer.body);
  return askWorkers({ http }, { path, query, expect, without: [...without, refused.name] });
}

/** The fields that come with these expansions. */
export function fieldsOf(expansions: readonly string[]): string[] {
  return FIELDS.map(({ id }) => id).filter((id) => expansions.some((name) => id.startsWith(`${name}.`)));
}
