import {
  basicAuth,
  type Connector,
  ConnectorError,
  defineConnector,
  first,
  type Page,
  plainDate,
  secret,
  type SourceRecord,
} from "@muster/connector-sdk";
import { z } from "zod";
import { type Answer, answerOf, type Fault, type Shown, shown, type SourceHabits } from "./answer.ts";
import type { Company } from "./company.ts";

/** What the by-id look said of somebody. */
export type Look = Shown | "gone" | "noAnswer";

/** A source of the model company, and what it was asked and has answered. */
export interface Source {
  habits: SourceHabits;
  connector: Connector;
  /** What the next read meets. */
  fault: Fault;
  amount: number;
  /** Of the newest read; null before it was asked. */
  answer: Answer | null;
  looks: Map<string, Look>;
}

/** When each record was last seen to differ, by a count of looks in the place of a clock. */
interface Books {
  look: number;
  seen: Map<string, { text: string; changedAt: number }>;
}

const PAGE = 5;

/** A connector to one source of a company that lives in this process: any connector is a value, and so is this one. */
export function newSource(company: Company, habits: SourceHabits): Source {
  const books: Books = { look: 0, seen: new Map() };
  const source: Omit<Source, "connector"> = {
    habits,
    fault: "none",
    amount: 0,
    answer: null,
    looks: new Map(),
  };
  const read = (since: string | null): AsyncGenerator<Page, void, undefined> => {
    update(books, company, habits.source);
    const after = since === null ? null : Date.parse(since) / 1_000;
    const changed =
      after === null ? null : (id: string): boolean => (books.seen.get(id)?.changedAt ?? 0) > after;
    const { fault, amount } = source;
    source.answer = answerOf(company, habits, { fault, amount, changed });
    return pages(source.answer, new Date(books.look * 1_000).toISOString());
  };
  const connector = defineConnector({
    id: `model${habits.source}`,
    name: "Model HR",
    docs: "https://model.test/docs",
    settings: z.object({ domain: z.string() }),
    auth: {
      apiKey: basicAuth({
        label: "API key",
        secrets: { apiKey: secret("API key") },
        username: (s) => s.apiKey,
        password: "x",
      }),
    },
    baseUrl: () => "https://model.test",
    limits: { windows: [{ requests: 1000, seconds: 1 }], concurrent: 4 },
    fields: ["email", "name", "family", "department"].map((id) => ({ id, label: id, type: "text" as const })),
    mapping: {
      workEmail: first("email"),
      firstName: first("name"),
      lastName: first("family"),
      department: first("department"),
    },
    listsLeavers: habits.listsLeavers,
    pageSize: PAGE,
    verify: async () => [],
    readAll: () => read(null),
    readChanges: (_, since) => read(since),
    ...(habits.canLook && {
      readOne: async (_, id) => {
        const look = lookAt(company, habits, id);
        source.looks.set(id, look);
        if (look === "noAnswer") throw forbidden();
        return look === "gone" ? { found: false } : { found: true, record: recordOf(look) };
      },
    }),
  });
  return Object.assign(source, { connector });
}

/** The source looks at its own books: whatever differs has changed since the last look. */
function update(books: Books, company: Company, source: number): void {
  books.look += 1;
  for (const entry of company.entries.values()) {
    const text = JSON.stringify(entry);
    if (entry.source === source && books.seen.get(entry.id)?.text !== text) {
      books.seen.set(entry.id, { text, changedAt: books.look });
    }
  }
}

async function* pages(answer: Answer, watermark: string): AsyncGenerator<Page, void, undefined> {
  const total = answer.total === null ? {} : { total: answer.total };
  const lists = [];
  for (let from = 0; from < answer.rows.length; from += PAGE)
    lists.push(answer.rows.slice(from, from + PAGE));
  if (lists.length === 0) lists.push([]);
  for (const [place, rows] of lists.entries()) {
    const last = place === lists.length - 1;
    const refused = last ? answer.unreadable.map((externalId) => ({ externalId, ...ISSUE })) : [];
    const nameless = last ? Array.from({ length: answer.nameless }, () => ISSUE) : [];
    yield {
      records: rows.map(recordOf),
      rejected: [...refused, ...nameless],
      checkpoint: last && answer.ends === "whole" ? null : { page: place },
      ...total,
      restricted: answer.withheld ? ["department"] : [],
      watermark,
    };
  }
  if (answer.ends === "repeatedCursor") {
    yield { records: [], rejected: [], checkpoint: { page: 0 }, ...total, watermark };
  }
}

const ISSUE = { path: "record", issue: "is no record" };

function lookAt(company: Company, habits: SourceHabits, id: string): Look {
  const entry = company.entries.get(id);
  if (!entry || entry.hidden === "gone") return "gone";
  if (entry.hidden === "forbidden" || entry.damaged) return "noAnswer";
  return shown(entry, habits, "none");
}

function forbidden(): ConnectorError {
  return new ConnectorError("permission", "Model HR does not show this person.", {
    code: "forbidden",
    fix: "Ask for rights.",
  });
}

function recordOf(row: Shown): SourceRecord {
  const [name, family = null] = row.name.split(" ");
  return {
    externalId: row.id,
    ...(row.person !== undefined && { personId: row.person }),
    vendorStatus: row.flag,
    startDate: plainDate(row.start),
    endDate: row.end === null ? null : plainDate(row.end),
    fields: {
      email: row.email,
      name: name ?? null,
      family,
      ...(row.department !== undefined && { department: row.department }),
    },
  };
}
