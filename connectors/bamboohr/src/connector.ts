import { basicAuth, defineConnector, hostLabel, secret } from "@muster/connector-sdk";
import { z } from "zod";
import { readOne } from "./by-id.ts";
import { translateError } from "./errors.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { PAGE_SIZE, readAll } from "./list.ts";
import { verify } from "./verify.ts";

// BambooHR help, Create a New API Key.
const KEY_HELP =
  "In BambooHR, open your profile picture's menu → API Keys → Add New Key. The key has the rights of its user.";

/** BambooHR: the employee list with an API key. */
export const bamboohr = defineConnector({
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
  },
  baseUrl: ({ settings }) => `https://${settings.companyDomain}.bamboohr.com`,
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
  readAll,
  readOne,
});
