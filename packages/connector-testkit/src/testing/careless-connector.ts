import { createHmac } from "node:crypto";
import {
  bearerAuth,
  type Check,
  type Connector,
  type ConnectorContext,
  defineConnector,
  type DiscoveredField,
  first,
  hostLabel,
  oauthRefreshToken,
  sameSignature,
  secret,
  type SourceFieldType,
  StaleCursorError,
  testConnection,
  type WebhookDelivery,
  type WebhookOutcome,
} from "@muster/connector-sdk";
import { z } from "zod";
import { carelessReader, PAGE_SIZE, type Reader } from "./careless-reader.ts";
import { FIELDS } from "./careless-record.ts";
import type { Habit, Has } from "./habits.ts";

const HELP = "In Plain HR, open Settings → Keys.";
const LONGEST_AGE_MS = 300_000;
const MAPPING = {
  workEmail: first("mail"),
  firstName: first("first"),
  lastName: first("last"),
  department: first("team"),
  jobTitle: first("title"),
  managerExternalId: first("boss"),
};
const OwnFields = z.object({
  fields: z.array(z.object({ name: z.string(), label: z.string(), type: z.enum(["text", "number"]) })),
});
const Event = z.object({ event: z.string(), ids: z.array(z.string()) });

/**
 * A small connector for Plain HR: sound without a habit, unsound in one way with each. `details`: for a Plain HR whose
 * list holds ids alone.
 */
export function carelessConnector(
  habits: readonly Habit[] = [],
  { details = false }: { details?: boolean } = {},
): Connector {
  const has: Has = (habit) => habits.includes(habit);
  const reader = carelessReader(has, { details });
  const company = has("anyHost") ? z.string() : hostLabel();
  const settings = z.object({ company });
  return defineConnector({
    id: "plainhr",
    name: "Plain HR",
    docs: "https://plain-hr.example/docs",
    settings: has("looseSettings") ? settings.transform((given) => given) : settings,
    settingsHelp: { company: "The first part of the address." },
    auth: {
      key: bearerAuth({
        label: "Key",
        secrets: { key: has("noHelp") ? secret("Key") : secret("Key", { help: HELP }) },
        token: ({ key }) => key,
      }),
      oauth: oauthRefreshToken<{ company: string }>({
        label: "App",
        tokenUrl: ({ settings: given }) =>
          `https://${given.company}.plain-hr.example/${has("wrongTokenUrl") ? "tokens" : "token"}`,
        help: { clientId: HELP },
      }),
    },
    baseUrl: ({ settings: given }) => `https://${given.company}.plain-hr.example`,
    limits: {
      windows: [{ requests: 100, seconds: 1 }],
      concurrent: 8,
      account: ({ settings: given, secrets }) =>
        has("accountIsTheKey") ? (secrets["key"] ?? given.company) : given.company,
    },
    fields: FIELDS.map((id) => ({ id, label: id, type: typeOf(id) })),
    mapping: MAPPING,
    listsLeavers: true,
    pageSize: PAGE_SIZE,
    ...(details && { requestsPerPerson: 1 }),
    translateError: ({ status, path }) =>
      status === 400 && path === "/people" ? new StaleCursorError("the place is lost") : undefined,
    verify: (context) => verify(context, reader, has),
    discoverFields: (context) => discoverFields(context, has),
    readAll: reader.readAll,
    readOne: reader.readOne,
    readChanges: reader.readChanges,
    webhook: {
      secrets: { signing: secret("Signing secret", { help: HELP }) },
      receive: (delivery, { signing = "" }) => receive(delivery, signing, has),
    },
  });
}

function typeOf(id: string): SourceFieldType {
  return id === "mail" ? "email" : id === "from" || id === "until" ? "date" : "text";
}

async function verify(context: ConnectorContext<unknown>, reader: Reader, has: Has): Promise<Check[]> {
  if (has("verifyFails")) await reader.sample(context);
  const checks = await testConnection(
    {
      vendor: "Plain HR",
      credential: "key",
      accessFix: "Give the key the right to see everybody.",
      mapping: MAPPING,
      required: ["id", "state"],
      sample: () => reader.sample(context),
      headCount: ({ total }) => total,
      leavers: ({ records }) => records.filter(({ vendorStatus }) => vendorStatus === "terminated").length,
      calls: (people = 0) => `${Math.ceil(people / PAGE_SIZE)}, of up to ${PAGE_SIZE} people each`,
    },
    context.signal,
  );
  const shown = has("fewChecks") ? checks.filter(({ id }) => id !== "headCount") : checks;
  return has("noFix") ? shown.map(({ fix: _, ...check }) => check) : shown;
}

async function discoverFields(
  { http, asOf }: ConnectorContext<unknown>,
  has: Has,
): Promise<DiscoveredField[]> {
  const { fields } = OwnFields.parse((await http.get("/fields")).body);
  const names = fields.map(({ name }) => name).join(",");
  const { body } = await http.get("/people", { query: { limit: PAGE_SIZE, day: asOf, with: names } });
  const { people } = z.object({ people: z.array(z.record(z.string(), z.unknown())) }).parse(body);
  const own = fields.map(({ name, label, type }) => {
    const values = people.flatMap(
      (person) => z.union([z.string(), z.number()]).safeParse(person[name]).data ?? [],
    );
    const samples = [...new Set(values)].slice(0, has("manySamples") ? PAGE_SIZE : 3);
    return { id: name, label, type, samples };
  });
  return has("standardIsOwn") ? [...own, { id: "team", label: "Team", type: "text", samples: [] }] : own;
}

function receive({ headers, body, receivedAt }: WebhookDelivery, signing: string, has: Has): WebhookOutcome {
  const text = new TextDecoder().decode(body);
  if (has("parsesFirst")) JSON.parse(text);
  const { "x-plain-signature": signature, "x-plain-time": time = "" } = headers;
  if (signature === undefined) return { outcome: "refused", reason: "noSignature" };
  const proof = createHmac("sha256", signing).update(`${time}.${text}`).digest("hex");
  if (!has("anySignature") && !sameSignature(signature, proof))
    return { outcome: "refused", reason: "badSignature" };
  const age = Math.abs(receivedAt.getTime() - Date.parse(time));
  if (!has("anyAge") && !(age <= LONGEST_AGE_MS)) return { outcome: "refused", reason: "tooOld" };
  const event = Event.safeParse(jsonOf(text));
  if (!event.success) return { outcome: "unreadable", issue: "the event cannot be read" };
  const { ids: externalIds } = event.data;
  return { outcome: "touched", externalIds, deliveryId: signature };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
