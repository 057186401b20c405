import { bearerAuth, defineConnector, oauthRefreshToken, secret } from "@muster/connector-sdk";
import { z } from "zod";
import { readOne } from "./by-id.ts";
import { discoverFields } from "./discover-fields.ts";
import { translateError } from "./errors.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { readAll, readChanges } from "./list.ts";
import { PAGE_SIZE } from "./small-list.ts";
import { verify } from "./verify.ts";

// Which of these is today's, Rippling's own documents do not agree on. Never free text: the client's secret goes there.
const TOKEN_URLS = [
  "https://api.rippling.com/api/o/token/",
  "https://app.rippling.com/api/o/token/",
  "https://app.rippling.com/o/token",
] as const;

const TOKEN_HELP =
  "In Rippling, open Settings → API Tokens and make one with the scopes workers.read, users.read, departments.read, levels.read, employment-types.read and work-locations.read; for fields of your own also custom-fields.read and workers.custom-fields.read. It shows what its owner may see, and ends with its owner or after 30 days without use.";
const APP_HELP =
  "From your app's page in Rippling's developer portal. An installation ends with the admin who made it.";

const Settings = z.object({
  appName: z
    .string()
    .trim()
    .regex(/^[\w-]{1,100}$/, 'give only the name in the address, such as "Acme"')
    .default("Muster"),
  tokenUrl: z.enum(TOKEN_URLS).default(TOKEN_URLS[0]),
});
type Settings = z.output<typeof Settings>;

/** Rippling: the workers of the REST API, with an API token or as an app that the company has installed. */
export const rippling = defineConnector<Settings>({
  id: "rippling",
  name: "Rippling",
  docs: "https://developer.rippling.com/documentation/rest-api",
  // The token alone says whose company it is.
  settings: Settings,
  settingsHelp: {
    appName:
      'Only to install an app: its name in the address of its page, "Acme" for app.rippling.com/apps/PLATFORM/Acme. Without it "Muster".',
    tokenUrl: "Only for an app: where it gets its tokens, unless Rippling has told you another address.",
  },
  auth: {
    apiToken: bearerAuth({
      label: "API token",
      secrets: { token: secret("API token", { help: TOKEN_HELP }) },
      token: (secrets) => secrets.token,
    }),
    oauth: oauthRefreshToken<Settings>({
      label: "OAuth app",
      tokenUrl: ({ settings }) => settings.tokenUrl,
      consent: {
        url: ({ settings }) => `https://app.rippling.com/apps/PLATFORM/${settings.appName}/authorize`,
        // They are a part of the app's page, and none is named in its address.
        scopes: [],
      },
      help: { clientId: APP_HELP },
    }),
  },
  baseUrl: () => "https://rest.ripplingapis.com",
  // 300 requests in 10 s are allowed, and one more closes the API for 10 s: a third is left to the customer's other
  // tools. Rippling REST API reference, API limits.
  limits: { windows: [{ requests: 200, seconds: 10, penaltySeconds: 10 }], concurrent: 4 },
  fields: FIELDS.map(({ id, label, type }) => ({ id, label, type })),
  mapping: MAPPING,
  listsLeavers: true,
  pageSize: PAGE_SIZE,
  translateError,
  verify,
  discoverFields,
  readAll,
  readChanges,
  readOne,
});
