import {
  basicAuth,
  type Connector,
  ConnectorError,
  defineConnector,
  first,
  type Page,
  plainDate,
  type SourceRecord,
  secret,
  StaleCursorError,
} from "@muster/connector-sdk";
import { z } from "zod";

/** A person of the small vendor that the engine's tests read from. */
export interface Person {
  id: string;
  email: string | null;
  name?: string;
  department?: string | null;
  status?: "active" | "onLeave" | "terminated" | "unknown";
  start?: string;
  end?: string;
}

/** What the vendor holds and how it misbehaves; a test changes it between and during reads. */
export interface Vendor {
  people: Person[];
  pageSize: number;
  /** Added to the true total; null: gives none. */
  totalOff: number | null;
  /** Ids that the list leaves out, and what the by-id look says of them. */
  hidden: Map<string, "found" | "gone" | "forbidden">;
  /** Fields that the vendor does not return. */
  restricted: string[];
  /** Called before each page goes out. */
  beforePage: (page: number) => Promise<void> | void;
  pagesRead: number[];
  looks: string[];
  /** Whose record the by-id look gives for an id. */
  answerLook: (id: string) => string;
  /** The list ends without a last page after this many. */
  endsAfter: number;
}

export function newVendor(people: Person[]): Vendor {
  return {
    people,
    pageSize: 50,
    totalOff: 0,
    hidden: new Map(),
    restricted: [],
    beforePage: () => undefined,
    pagesRead: [],
    looks: [],
    answerLook: (id) => id,
    endsAfter: Number.POSITIVE_INFINITY,
  };
}

/** People `p1 … pN`, employed in one department. */
export function staff(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => person(index + 1));
}

export function person(number: number, change: Partial<Person> = {}): Person {
  const id = `p${number}`;
  return {
    id,
    email: `${id}@acme.test`,
    name: `Person ${number}`,
    department: "Sales",
    start: "2020-01-06",
    ...change,
  };
}

/** Thrown by a `beforePage` that wants the list to have changed under the reader. */
export function staleCursor(): StaleCursorError {
  return new StaleCursorError("the position in the list is gone");
}

/** A connector to a vendor that lives in this process: any connector is a value, and so is this one. */
export function connectorTo(vendor: Vendor): Connector {
  return defineConnector({
    id: "tiny",
    name: "Tiny HR",
    docs: "https://tiny.test/docs",
    settings: z.object({ domain: z.string() }),
    auth: {
      apiKey: basicAuth({
        label: "API key",
        secrets: { apiKey: secret("API key") },
        username: (s) => s.apiKey,
        password: "x",
      }),
    },
    baseUrl: () => "https://tiny.test",
    limits: {
      windows: [{ requests: 1000, seconds: 1 }],
      concurrent: 4,
      account: ({ settings }) => settings.domain,
    },
    fields: ["email", "name", "department"].map((id) => ({ id, label: id, type: "text" as const })),
    mapping: { workEmail: first("email"), firstName: first("name"), department: first("department") },
    listsLeavers: true,
    pageSize: 50,
    verify: async () => [],
    readAll: (_context, from) => pages(vendor, Number(from?.["page"] ?? 1)),
    readOne: async (_context, id) => look(vendor, id),
  });
}

async function* pages(vendor: Vendor, from: number): AsyncGenerator<Page, void, undefined> {
  for (let page = from; page <= vendor.endsAfter; page++) {
    await vendor.beforePage(page);
    vendor.pagesRead.push(page);
    const listed = vendor.people.filter(({ id }) => !vendor.hidden.has(id));
    const slice = listed.slice((page - 1) * vendor.pageSize, page * vendor.pageSize);
    const last = page * vendor.pageSize >= listed.length;
    yield {
      records: slice.map((one) => recordOf(vendor, one)),
      rejected: [],
      checkpoint: last ? null : { page: page + 1 },
      ...(vendor.totalOff !== null && { total: listed.length + vendor.totalOff }),
      restricted: vendor.restricted,
    };
    if (last) return;
  }
}

function look(vendor: Vendor, id: string): { found: true; record: SourceRecord } | { found: false } {
  vendor.looks.push(id);
  const answer = vendor.hidden.get(id) ?? "found";
  const one = vendor.people.find((candidate) => candidate.id === vendor.answerLook(id));
  if (answer === "forbidden") {
    throw new ConnectorError("permission", "Tiny HR does not show this person.", {
      code: "forbidden",
      fix: "Ask for rights.",
    });
  }
  return answer === "gone" || !one ? { found: false } : { found: true, record: recordOf(vendor, one) };
}

function recordOf(vendor: Vendor, one: Person): SourceRecord {
  const fields = { email: one.email, name: one.name ?? null, department: one.department ?? null };
  return {
    externalId: one.id,
    vendorStatus: one.status ?? "active",
    startDate: one.start === undefined ? null : plainDate(one.start),
    endDate: one.end === undefined ? null : plainDate(one.end),
    fields: Object.fromEntries(
      Object.entries(fields).filter(([field]) => !vendor.restricted.includes(field)),
    ),
  };
}

/** The vendor calls the first `count` people terminated from now on. */
export function terminate(vendor: Vendor, count: number): void {
  vendor.people = vendor.people.map((someone, index) =>
    index < count ? { ...someone, status: "terminated", end: "2026-03-01" } : someone,
  );
}
