/** One call of the vendor's API. Headers are never kept: they hold the key. */
export interface LoggedRequest {
  /** Milliseconds since the epoch. */
  at: number;
  operation: string;
  method: string;
  path: string;
  /** Repeated names hold a list. */
  query: Record<string, string | string[]>;
  /** What was sent as JSON, or as text what a SOAP envelope's body holds. */
  body?: unknown;
  /** 0 while nothing was answered. */
  status: number;
  /** Of a list, from 1. */
  page?: number;
}

const MOST_KEPT = 100_000;

export interface RequestLog {
  /** Keeps the entry; its status may be filled in later. */
  add: (entry: LoggedRequest) => void;
  all: () => LoggedRequest[];
}

export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > MOST_KEPT) entries.splice(0, MOST_KEPT / 10);
    },
    all: () => entries.map((entry) => ({ ...entry })),
  };
}

export function queryObject(query: URLSearchParams): LoggedRequest["query"] {
  return Object.fromEntries(
    [...new Set(query.keys())].map((key) => {
      const values = query.getAll(key);
      return [key, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}
