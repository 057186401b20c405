import {
  basicAuth,
  type Checkpoint,
  type Connector,
  ConnectorError,
  defineConnector,
  first,
  type Page,
  plainDate,
  type SourceRecord,
  secret,
  StaleCursorError,
  StaleWatermarkError,
} from "@muster/connector-sdk";
import { z } from "zod";

/** A person of the small vendor that the engine's tests read from. */
export interface Person {
  id: string;
  /** The vendor's id of the person, where it tells which records are one's. */
  personId?: string;
  email: string | null;
  name?: string;
  /** The employee number. */
  number?: string;
  department?: string | null;
  status?: "active" | "onLeave" | "terminated" | "unknown";
  start?: string;
  end?: string;
  /** A field of the customer's own. */
  guild?: string;
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
  /** What the vendor is told once a page is kept; absent: it wants to hear nothing. */
  acknowledge?: (page: number) => Promise<void>;
  pagesRead: number[];
  looks: string[];
  /** Whose record the by-id look gives for an id. */
  answerLook: (id: string) => string;
  /** The list ends without a last page after this many. */
  endsAfter: number;
  /** Told who changed since then, from where on, in the order of the questions. */
  asked: string[];
  /** Questions about changes from before this one are refused. */
  tellsSince: string;
  books: Books;
}

/** When each person was last seen to differ, by a count of looks in the place of a clock. */
interface Books {
  look: number;
  seen: Map<string, { text: string; changedAt: number }>;
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
    asked: [],
    tellsSince: "",
    books: { look: 0, seen: new Map() },
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

/**
 * A connector to a vendor that lives in this process: any connector is a value, and so is this one. It asks for a
 * customer's own field only where somebody wants it.
 */
export function connectorTo(vendor: Vendor, { changes = true } = {}): Connector {
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
    fields: ["email", "name", "surname", "number", "department"].map((id) => ({
      id,
      label: id,
      type: "text" as const,
    })),
    mapping: {
      workEmail: first("email"),
      firstName: first("name"),
      lastName: first("surname"),
      orgMemberId: first("number"),
      department: first("department"),
    },
    listsLeavers: true,
    pageSize: 50,
    verify: async () => [],
    discoverFields: async () => [{ id: "guild", label: "Guild", type: "text", samples: [] }],
    readAll: (context, from) => pages(vendor, context.wanted, from, () => true),
    ...(changes && { readChanges: changesOf(vendor) }),
    readOne: async (context, id) => look(vendor, context.wanted, id),
  });
}

function changesOf(vendor: Vendor): NonNullable<Connector["readChanges"]> {
  return (context, since, from) => {
    vendor.asked.push(since);
    if (since < vendor.tellsSince) throw new StaleWatermarkError("that is too long ago");
    const after = Date.parse(since) / 1_000;
    const changed = (id: string): boolean => (vendor.books.seen.get(id)?.changedAt ?? 0) > after;
    return pages(vendor, context.wanted, from, changed);
  };
}

/** The vendor looks at its own books: whoever differs has changed since the last look. */
function update({ books, people }: Vendor): void {
  books.look += 1;
  for (const one of people) {
    const text = JSON.stringify(one);
    if (books.seen.get(one.id)?.text !== text) books.seen.set(one.id, { text, changedAt: books.look });
  }
}

async function* pages(
  vendor: Vendor,
  wanted: readonly string[],
  from: Checkpoint | null,
  among: (id: string) => boolean,
): AsyncGenerator<Page, void, undefined> {
  const firstPage = Number(from?.["page"] ?? 1);
  if (firstPage === 1) update(vendor);
  const watermark = new Date(vendor.books.look * 1_000).toISOString();
  for (let page = firstPage; page <= vendor.endsAfter; page++) {
    await vendor.beforePage(page);
    vendor.pagesRead.push(page);
    const listed = vendor.people.filter(({ id }) => !vendor.hidden.has(id) && among(id));
    const slice = listed.slice((page - 1) * vendor.pageSize, page * vendor.pageSize);
    const last = page * vendor.pageSize >= listed.length;
    yield {
      records: slice.map((one) => recordOf(vendor, wanted, one)),
      rejected: [],
      checkpoint: last ? null : { page: page + 1 },
      ...(vendor.totalOff !== null && { total: listed.length + vendor.totalOff }),
      restricted: vendor.restricted,
      watermark,
      ...(vendor.acknowledge && { acknowledge: () => vendor.acknowledge?.(page) ?? Promise.resolve() }),
    };
    if (last) return;
  }
}

function look(
  vendor: Vendor,
  wanted: readonly string[],
  id: string,
): { found: true; record: SourceRecord } | { found: false } {
  vendor.looks.push(id);
  const answer = vendor.hidden.get(id) ?? "found";
  const one = vendor.people.find((candidate) => candidate.id === vendor.answerLook(id));
  if (answer === "forbidden") {
    throw new ConnectorError("permission", "Tiny HR does not show this person.", {
      code: "forbidden",
      fix: "Ask for rights.",
    });
  }
  return answer === "gone" || !one
    ? { found: false }
    : { found: true, record: recordOf(vendor, wanted, one) };
}

function recordOf(vendor: Vendor, wanted: readonly string[], one: Person): SourceRecord {
  const fields = {
    email: one.email,
    name: one.name ?? null,
    // Nobody has one: without it no name would be whole, and none compared.
    surname: null,
    number: one.number ?? null,
    department: one.department ?? null,
    ...(wanted.includes("guild") && { guild: one.guild ?? null }),
  };
  return {
    externalId: one.id,
    ...(one.personId !== undefined && { personId: one.personId }),
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
