import { basicAuth, defineConnector, oauthRefreshToken, secret } from "@muster/connector-sdk";
import { z } from "zod";
import { readOne } from "./by-id.ts";
import { discoverFields } from "./discover-fields.ts";
import { translateError } from "./errors.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { readAll } from "./list.ts";
import { verify } from "./verify.ts";
import { webhook } from "./webhook.ts";

// HiBob API reference, Servers.
const ORIGINS = { production: "https://api.hibob.com", sandbox: "https://api.sandbox.hibob.com" } as const;

// HiBob API reference, API service users.
const USER_HELP =
  "An admin of HiBob adds an API service user in the settings of integrations; id and token are shown once. Then put it into a permission group: a new one sees nobody.";

// HiBob API reference, OAuth 2.0: for apps of the marketplace, which HiBob has approved.
const OAUTH = "https://auth.app.hibob.com/oauth2/v1/apps";
const CLIENT_HELP = "HiBob gives it to the partner whose app it has approved.";

const Settings = z.object({ environment: z.enum(["production", "sandbox"]) });
type Settings = z.output<typeof Settings>;

/** HiBob: the people search, with a service user or as an app of HiBob's marketplace. */
export const hibob = defineConnector<Settings>({
  id: "hibob",
  name: "HiBob",
  docs: "https://apidocs.hibob.com/docs/api-service-users",
  settings: Settings,
  settingsHelp: { environment: '"production", or "sandbox" for a sandbox company.' },
  auth: {
    serviceUser: basicAuth({
      label: "Service user",
      secrets: {
        id: secret("service user ID", { help: USER_HELP }),
        token: secret("token"),
      },
      username: (secrets) => secrets.id,
      password: (secrets) => secrets.token,
    }),
    oauth: oauthRefreshToken<Settings>({
      label: "Marketplace app",
      tokenUrl: () => `${OAUTH}/token`,
      // What the app may do is agreed with HiBob; names of scopes are not documented.
      consent: { url: () => `${OAUTH}/authorize`, scopes: [] },
      help: { clientId: CLIENT_HELP, clientSecret: CLIENT_HELP },
    }),
  },
  baseUrl: ({ settings }) => `${ORIGINS[settings.environment]}/v1`,
  // Per caller and endpoint; people/search and the metadata have 50, the others are not published.
  limits: {
    windows: [{ requests: 50, seconds: 60 }],
    concurrent: 2,
    account: ({ settings, secrets }) =>
      `${settings.environment} ${secrets["id"] ?? secrets["clientId"] ?? ""}`,
    resetHeader: "x-ratelimit-reset",
  },
  fields: FIELDS.map(({ id, label, type }) => ({ id, label, type })),
  mapping: MAPPING,
  listsLeavers: true,
  translateError,
  verify,
  discoverFields,
  readAll,
  readOne,
  webhook,
});
