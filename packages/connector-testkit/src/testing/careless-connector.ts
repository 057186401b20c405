import { createHmac } from "node:crypto";
import {
  type AuthMethod,
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
import { broken, FIELDS } from "./careless-record.ts";
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
const People = z.object({ people: z.array(z.record(z.string(), z.unknown())) });
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
  const { readOne, readChanges, sample } = reader;
  return defineConnector({
    id: "plainhr",
    name: "Plain HR",
    docs: has("noDocs") ? "on request" : "https://plain-hr.example/docs",
    settings: settingsFor(has),
    settingsHelp: { company: "The first part of the address." },
    auth: authFor(has),
    baseUrl: ({ settings: { company } }) => `https://${company}.plain-hr.example`,
    limits: {
      windows: [{ requests: 100, seconds: 1 }],
      concurrent: 8,
      account: ({ settings: { company }, secrets }) =>
        has("accountIsTheKey") ? (secrets["key"] ?? company) : company,
    },
    fields: FIELDS.map((id) => ({ id, label: id, type: typeOf(id) })),
    mapping: MAPPING,
    listsLeavers: true,
    pageSize: PAGE_SIZE,
    ...(details && { requestsPerPerson: 1 }),
    translateError: ({ status, path }) => {
      if (status === 400 && path === "/people") return new StaleCursorError("the place is lost");
      return has("failuresAreFinal") ? broken("the request failed") : undefined;
    },
    verify: (context) => verify(drowsy(context, has), sample, has),
    discoverFields: (context) => discoverFields(drowsy(context, has), has),
    readAll: (context, from) => reader.readAll(drowsy(context, has), from),
    readOne: (context, id) => readOne(drowsy(context, has), id),
    readChanges: (context, since) => readChanges(drowsy(context, has), since),
    webhook: {
      secrets: { signing: secret("Signing secret", { help: HELP }) },
      receive: (delivery, { signing = "" }) => receive(delivery, signing, has),
    },
  });
}

interface Settings {
  company: string;
}

function settingsFor(has: Has): z.ZodType<Settings> {
  const settings = z.object({ company: has("anyHost") ? z.string() : hostLabel() });
  if (has("wantsMore")) return settings.extend({ region: z.string() });
  return has("looseSettings") ? settings.transform((given) => given) : settings;
}

function authFor(has: Has): Readonly<Record<string, AuthMethod<Settings>>> {
  return {
    key: bearerAuth({
      label: "Key",
      secrets: { key: has("noHelp") ? secret("Key") : secret("Key", { help: HELP }) },
      token: ({ key }) => key,
    }),
    oauth: oauthRefreshToken<Settings>({
      label: "App",
      tokenUrl: ({ settings: { company } }) =>
        `https://${company}.plain-hr.example/${has("wrongTokenUrl") ? "tokens" : "token"}`,
      help: { clientId: HELP },
    }),
  };
}

/** A context whose failures are slept over, as the host's would never be. */
function drowsy<T>(context: ConnectorContext<T>, has: Has): ConnectorContext<T> {
  if (!has("sleepsOnFailure")) return context;
  const { http } = context;
  return {
    ...context,
    http: {
      ...http,
      async get(...asked) {
        try {
          return await http.get(...asked);
        } catch (error) {
          await new Promise((awake) => setTimeout(awake, 2_000));
          throw error;
        }
      },
    },
  };
}

function typeOf(id: string): SourceFieldType {
  return id === "mail" ? "email" : id === "from" || id === "until" ? "date" : "text";
}

async function verify(
  context: ConnectorContext<unknown>,
  sample: Reader["sample"],
  has: Has,
): Promise<Check[]> {
  const checks = await testConnection(
    {
      vendor: "Plain HR",
      credential: "key",
      accessFix: "Give the key the right to see everybody.",
      mapping: MAPPING,
      required: ["id", "state"],
      sample: () => sample(context),
      headCount: ({ total }) => total,
      leavers: ({ records }) => records.filter(({ vendorStatus }) => vendorStatus === "terminated").length,
      calls: (people = 0) => `${Math.ceil(people / PAGE_SIZE)}, of up to ${PAGE_SIZE} people each`,
    },
    context.signal,
  );
  const shown = has("fewChecks") ? checks.filter(({ id }) => id !== "headCount") : checks;
  if (has("allIsWell")) return shown.map((check) => ({ ...check, outcome: "pass" }));
  return has("noFix") ? shown.map((check) => ({ ...check, fix: "" })) : shown;
}

async function discoverFields(context: ConnectorContext<unknown>, has: Has): Promise<DiscoveredField[]> {
  try {
    const own = await ownFields(context, has("manySamples") ? PAGE_SIZE : 3);
    return has("standardIsOwn") ? [...own, { id: "team", label: "Team", type: "text", samples: [] }] : own;
  } catch (error) {
    if (has("failureIsNoFields")) return [];
    throw error;
  }
}

async function ownFields(
  { http, asOf }: ConnectorContext<unknown>,
  mostSamples: number,
): Promise<DiscoveredField[]> {
  const own = OwnFields.safeParse((await http.get("/fields")).body);
  if (!own.success) throw broken("the fields cannot be read");
  const names = own.data.fields.map(({ name }) => name).join(",");
  const { body } = await http.get("/people", { query: { limit: PAGE_SIZE, day: asOf, with: names } });
  const { people } = People.parse(body);
  return own.data.fields.map(({ name, label, type }) => {
    const values = people.flatMap(
      (person) => z.union([z.string(), z.number()]).safeParse(person[name]).data ?? [],
    );
    return { id: name, label, type, samples: [...new Set(values)].slice(0, mostSamples) };
  });
}

function receive({ headers, body, receivedAt }: WebhookDelivery, signing: string, has: Has): WebhookOutcome {
  const text = new TextDecoder().decode(body);
  if (has("parsesFirst")) JSON.parse(text);
  const { "x-plain-signature": signature, "x-plain-time": time = "" } = headers;
  if (signature === undefined && !has("anySignature")) return { outcome: "refused", reason: "noSignature" };
  const proof = createHmac("sha256", signing).update(`${time}.${text}`).digest("hex");
  if (!has("anySignature") && !sameSignature(signature ?? "", proof))
    return { outcome: "refused", reason: "badSignature" };
  const age = Math.abs(receivedAt.getTime() - Date.parse(time));
  if (!has("anyAge") && !(age <= LONGEST_AGE_MS)) return { outcome: "refused", reason: "tooOld" };
  const event = Event.safeParse(jsonOf(text));
  if (!event.success) return { outcome: "unreadable", issue: "the event cannot be read" };
  const externalIds = has("touchesNobody") ? [] : event.data.ids;
  return { outcome: "touched", externalIds, deliveryId: proof };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
