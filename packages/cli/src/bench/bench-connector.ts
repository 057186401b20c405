import {
  basicAuth,
  type Checkpoint,
  type Connector,
  defineConnector,
  first,
  secret,
} from "@muster/connector-sdk";
import { z } from "zod";
import { type Company, recordsFrom } from "./company.ts";

/** People a page: the size by which the benchmark is defined. */
export const PAGE_PEOPLE = 1_000;

/** A connector to a company in this process: a vendor that answers at once. */
export function connectorTo(company: () => Company): Connector {
  return defineConnector({
    id: "bench",
    name: "Benchmark HR",
    docs: "https://bench.test/docs",
    settings: z.object({ domain: z.string() }),
    auth: {
      apiKey: basicAuth({
        label: "API key",
        secrets: { apiKey: secret("API key") },
        username: (secrets) => secrets.apiKey,
        password: "x",
      }),
    },
    baseUrl: () => "https://bench.test",
    limits: {
      windows: [{ requests: 1_000, seconds: 1 }],
      concurrent: 4,
      account: ({ settings }) => settings.domain,
    },
    fields: FIELDS.map((id) => ({ id, label: id, type: "text" as const })),
    mapping: {
      orgMemberId: first("number"),
      workEmail: first("workEmail"),
      firstName: first("firstName"),
      lastName: first("lastName"),
      displayName: first("displayName"),
      department: first("department"),
      jobTitle: first("jobTitle"),
      managerExternalId: first("manager"),
      location: first("location"),
    },
    listsLeavers: true,
    pageSize: PAGE_PEOPLE,
    verify: async () => [],
    async *readAll(_, from) {
      const { people } = company();
      let at = startOf(from);
      for (const records of recordsFrom(company(), at, PAGE_PEOPLE)) {
        at += records.length;
        yield { records, rejected: [], total: people, checkpoint: at < people ? { at } : null };
      }
    },
  });
}

const FIELDS = [
  "number",
  "workEmail",
  "firstName",
  "lastName",
  "displayName",
  "department",
  "jobTitle",
  "level",
  "location",
  "manager",
];

function startOf(from: Checkpoint | null): number {
  const at = from?.["at"];
  return typeof at === "number" ? at : 0;
}
