import { type ConnectorContext, type HttpAnswer, plainDate } from "@muster/connector-sdk";

/** What was asked for, as the answering function sees it. */
interface Asked {
  path: string;
  query: Readonly<Record<string, unknown>>;
}

/** A context whose requests are answered by a function: status 200 without headers unless it says otherwise. */
export function contextAnswering(answer: (asked: Asked) => Partial<HttpAnswer>): ConnectorContext<unknown> {
  const reply = (asked: Asked): HttpAnswer => ({ status: 200, headers: {}, body: null, ...answer(asked) });
  return {
    http: {
      linkQuery: () => ({}),
      get: async (path, { query = {} } = {}) => reply({ path, query }),
      post: async (path, _body, { query = {} } = {}) => reply({ path, query }),
    },
    settings: {},
    asOf: plainDate("2026-10-05"),
    signal: new AbortController().signal,
  };
}
