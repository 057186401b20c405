import {
  type ConnectorContext,
  type ConnectorHttp,
  type HttpAnswer,
  plainDate,
  type SoapMessage,
  xmlElement,
  type XmlElement,
} from "@muster/connector-sdk";

/** What a connector asked for, as the answering function sees it. */
export interface Asked {
  method: "GET" | "POST" | "SOAP";
  path: string;
  query: Readonly<Record<string, unknown>>;
  /** Of a POST. */
  body: Readonly<Record<string, unknown>>;
  /** Of a SOAP request. */
  message?: SoapMessage;
}

/** What it gets: status 200 without headers unless it says otherwise. `xml` answers SOAP, `items` a streamed list. */
export type Reply = Partial<HttpAnswer> & { xml?: XmlElement; items?: readonly unknown[] };

/** Reads links as the host does, without its look at their host. */
const links: Pick<ConnectorHttp, "linkQuery"> = {
  linkQuery: (link) => Object.fromEntries(new URL(link, "https://vendor.test").searchParams),
};

/**
 * For tests of one function of a connector: a context whose requests are answered by a function, for answers that
 * no simulator gives.
 */
export function contextAnswering<Settings = unknown>(
  answer: (asked: Asked) => Reply,
  changes: Partial<ConnectorContext<Settings>> & { settings?: Settings } = {},
): ConnectorContext<Settings> {
  const reply = (asked: Partial<Asked> & Pick<Asked, "method" | "path">): HttpAnswer & Reply => ({
    status: 200,
    headers: {},
    body: null,
    ...answer({ query: {}, body: {}, ...asked }),
  });
  const http: ConnectorHttp = {
    ...links,
    get: async (path, { query = {} } = {}) => reply({ method: "GET", path, query }),
    post: async (path, body, { query = {} } = {}) => reply({ method: "POST", path, query, body }),
    soap: async (path, message) => {
      const { status, headers, xml } = reply({ method: "SOAP", path, message });
      const nothing = xmlElement({ name: "Nothing", namespace: "", attributes: {}, children: [], text: "" });
      return { status, headers, body: xml ?? nothing };
    },
    items: async function* (path, { query = {} }) {
      yield* reply({ method: "GET", path, query }).items ?? [];
    },
  };
  // Whoever has settings gives them; without any the type is unknown.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const settings = (changes.settings ?? {}) as Settings;
  return {
    http,
    asOf: plainDate("2026-10-05"),
    now: () => new Date("2026-10-05T12:00:00Z"),
    wanted: [],
    signal: new AbortController().signal,
    ...changes,
    settings,
  };
}
