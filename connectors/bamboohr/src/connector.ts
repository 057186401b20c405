import { basicAuth, defineConnector, hostLabel, oauthRefreshToken, secret } from "@muster/connector-sdk";
import { z } from "zod";
import { readOne } from "./by-id.ts";
import { readChanges } from "./changes.ts";
import { discoverFields } from "./discover-fields.ts";
import { translateError } from "./errors.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { PAGE_SIZE, readAll } from "./list.ts";
import { verify } from "./verify.ts";
import { webhook } from "./webhook.ts";

// BambooHR help, Create a New API Key.
const KEY_HELP =
  "In BambooHR, open your profile picture's menu → API Keys → Add New Key. The key has the rights of its user.";
const CLIENT_HELP = "In BambooHR's developer portal, on the page of your application.";
const TOKEN_HELP =
  "Given to your application when an admin consents, if the scope offline_access is among those asked for.";

// BambooHR API documentation, OAuth scopes. offline_access brings the refresh token; public.integration, which an
// admin must grant, reaches the feed of changes and every employee.
const SCOPES = [
  "offline_access",
  "openid",
  "employee",
  "employee:name",
  "employee:job",
  "employee:contact",
  "employee:custom_fields",
  "field",
  "report",
  "company:info",
  "webhooks.write",
  "public.integration",
];

interface Settings {
  companyDomain: string;
}

const originOf = ({ settings }: { settings: Settings }): string =>
  `https://${settings.companyDomain}.bamboohr.com`;

/** BambooHR: the employee list, with an API key or OAuth. */
export const bamboohr = defineConnector<Settings>({
  id: "bamboohr",
  name: "BambooHR",
  docs: "https://documentation.bamboohr.com/docs/getting-started",
  settings: z.object({ companyDomain: hostLabel() }),
  settingsHelp: {
    companyDomain: 'The first part of the address you sign in at: "acme" for acme.bamboohr.com.',
  },
  auth: {
    apiKey: basicAuth({
      label: "API key",
      secrets: { apiKey: secret("API key", { help: KEY_HELP }) },
      username: (secrets) => secrets.apiKey,
      // Any text does; BambooHR looks at the user name alone.
      password: "x",
    }),
    oauth: oauthRefreshToken<Settings>({
      label: "OAuth",
      help: { clientId: CLIENT_HELP, clientSecret: CLIENT_HELP, refreshToken: TOKEN_HELP },
      consent: { url: (input) => `${originOf(input)}/authorize.php?request=authorize`, scopes: SCOPES },
      tokenUrl: (input) => `${originOf(input)}/token.php?request=token`,
      clientAuth: "body",
    }),
  },
  baseUrl: originOf,
  // BambooHR publishes no number. A guess on the quiet side: a page is up to 2,500 people, so even a large
  // company is read in seconds, and only the looks at single people come in numbers.
  limits: {
    windows: [{ requests: 4, seconds: 1 }],
    concurrent: 2,
    account: ({ settings }) => settings.companyDomain,
  },
  fields: FIELDS.map(({ id, label, type }) => ({ id, label, type })),
  mapping: MAPPING,
  // Without a filter the list holds inactive people too.
  listsLeavers: true,
  pageSize: PAGE_SIZE,
  translateError,
  verify,
  discoverFields,
  readAll,
  readChanges,
  readOne,
  webhook,
});
