import {
  basicAuth,
  type Connector,
  ConnectorError,
  defineConnector,
  first,
  hostLabel,
  isPlainDate,
  type LookResult,
  type Page,
  type RejectedRecord,
  secret,
  type SourceRecord,
  StaleCursorError,
} from "@muster/connector-sdk";
import { z } from "zod";

/** What a hurried author may get wrong. */
export type Habit =
  | "badListIsEmpty"
  | "failureIsTheEnd"
  | "noTotal"
  | "namelessAreSkipped"
  | "namelessAreQuoted"
  | "withheldIsEmpty"
  | "oddStatusIsLeft"
  | "failureIsNotFound"
  | "startsOver"
  | "halfPages";

const PAGE_SIZE = 40;
const LIST_NAMES: Readonly<Record<string, string>> = {
  id: "employeeId",
  department: "departmentName",
  jobTitle: "jobTitleName",
  supervisorEId: "reportsToId",
};
const BY_ID =
  "workEmail,firstName,lastName,department,jobTitle,supervisorEId,status,hireDate,terminationDate";

const Id = z.union([z.string(), z.int().transform(String)]);
const Text = z.string().nullish();
const Day = z.string().refine(isPlainDate).nullish();
const Row = z.object({
  employeeId: Id,
  workEmail: Text,
  firstName: Text,
  lastName: Text,
  departmentName: Text,
  jobTitleName: Text,
  reportsToId: Id.nullish(),
  status: Text,
  hireDate: Day,
  terminationDate: Day,
});
const FIELDS = Object.keys(Row.shape);
const Withheld = z.object({ _restrictedFields: z.array(z.string()) });
const Named = z.object({ employeeId: Id });
const List = z.object({
  data: z.array(z.unknown()),
  meta: z.object({ total: z.number(), page: z.object({ nextCursor: z.string().nullable() }) }),
});

/** A small reader of the simulated BambooHR: sound without a habit, unsound in one way with each. */
export function carelessConnector(...habits: readonly Habit[]): Connector {
  const has = (habit: Habit): boolean => habits.includes(habit);
  return defineConnector({
    id: "careless",
    name: "Careless",
    docs: "https://careless.example/docs",
    settings: z.object({ companyDomain: hostLabel() }),
    auth: {
      apiKey: basicAuth({
        label: "API key",
        secrets: { apiKey: secret("API key") },
        username: ({ apiKey }) => apiKey,
        password: "x",
      }),
    },
    baseUrl: ({ settings }) => `https://${settings.companyDomain}.careless.example`,
    limits: { windows: [], concurrent: 8, account: ({ settings }) => settings.companyDomain },
    fields: FIELDS.map((id) => ({ id, label: id, type: "text" })),
    mapping: {
      workEmail: first("workEmail"),
      firstName: first("firstName"),
      lastName: first("lastName"),
      department: first("departmentName"),
      jobTitle: first("jobTitleName"),
      managerExternalId: first("reportsToId"),
    },
    listsLeavers: true,
    pageSize: PAGE_SIZE,
    translateError: ({ status, path }) =>
      status === 400 && path.endsWith("/employees") ? new StaleCursorError("the place is lost") : undefined,
    verify: async () => [],
    async *readAll({ http }, from) {
      let after = has("startsOver") ? undefined : from?.["after"];
      for (;;) {
        const page = await nextPage(async () => {
          const limit = has("halfPages") ? PAGE_SIZE / 2 : PAGE_SIZE;
          const cursor = typeof after === "string" ? after : undefined;
          const query = {
            fields: FIELDS.join(","),
            sort: "employeeId",
            "page[limit]": limit,
            "page[after]": cursor,
          };
          return (await http.get("/api/v1/employees", { query })).body;
        });
        yield page;
        if (page.checkpoint === null) return;
        after = page.checkpoint["after"];
      }
    },
    async readOne({ http }, externalId): Promise<LookResult> {
      try {
        const { body, status } = await http.get(`/api/v1/employees/${externalId}`, {
          query: { fields: BY_ID },
          expect: [404],
        });
        if (status === 404) return { found: false };
        const given = Object.entries(z.record(z.string(), z.unknown()).parse(body));
        const row = new Map(given.map(([name, value]) => [LIST_NAMES[name] ?? name, value]));
        return { found: true, record: readRow(Object.fromEntries(row), []) };
      } catch (error) {
        if (has("failureIsNotFound")) return { found: false };
        throw error;
      }
    },
  });

  async function nextPage(ask: () => Promise<unknown>): Promise<Page> {
    try {
      return readPage(await ask());
    } catch (error) {
      if (has("failureIsTheEnd")) return { records: [], rejected: [], checkpoint: null };
      throw error;
    }
  }

  function readPage(body: unknown): Page {
    const list = List.safeParse(body);
    if (!list.success) {
      if (has("badListIsEmpty")) return { records: [], rejected: [], checkpoint: null };
      throw broken("the list cannot be read");
    }
    const { data, meta } = list.data;
    const records: SourceRecord[] = [];
    const rejected: RejectedRecord[] = [];
    const restricted = new Set<string>();
    for (const raw of data) {
      const withheld = has("withheldIsEmpty") ? [] : Withheld.parse(raw)._restrictedFields;
      for (const field of withheld) restricted.add(field);
      try {
        records.push(readRow(raw, withheld));
      } catch {
        const named = Named.safeParse(raw);
        if (named.success) rejected.push({ externalId: named.data.employeeId, path: "", issue: "is wrong" });
        else if (has("namelessAreQuoted")) throw broken(`no id in ${JSON.stringify(raw)}`);
        else if (!has("namelessAreSkipped")) rejected.push({ path: "", issue: "has no id" });
      }
    }
    const checkpoint = meta.page.nextCursor === null ? null : { after: meta.page.nextCursor };
    const page = { records, rejected, checkpoint, restricted: [...restricted] };
    return has("noTotal") ? page : { ...page, total: meta.total };
  }

  function readRow(raw: unknown, withheld: readonly string[]): SourceRecord {
    const row = Row.parse(raw);
    const returned = Object.entries(row).filter(([name]) => !withheld.includes(name));
    const odd = has("oddStatusIsLeft") ? "terminated" : "unknown";
    return {
      externalId: row.employeeId,
      vendorStatus: row.status === "Active" ? "active" : row.status === "Inactive" ? "terminated" : odd,
      ...(!withheld.includes("hireDate") && { startDate: row.hireDate ?? null }),
      ...(!withheld.includes("terminationDate") && { endDate: row.terminationDate ?? null }),
      fields: Object.fromEntries(returned.map(([name, value]) => [name, value ?? null])),
    };
  }
}

function broken(message: string): ConnectorError {
  return new ConnectorError("contract", message, { code: "broken", fix: "Report it." });
}
