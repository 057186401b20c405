import { bearerAuth, defineConnector, secret } from "@muster/connector-sdk";
import { z } from "zod";
import { readOne } from "./by-id.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { PAGE_SIZE, readAll } from "./list.ts";
import { verify } from "./verify.ts";

const TOKEN_HELP =
  "In Rippling, open Settings → API Tokens and make one with the scopes workers.read, users.read, departments.read, levels.read and employment-types.read. It shows what its owner may see, and ends with its owner or after 30 days without use.";

/** Rippling: the workers of the REST API with an API token. */
export const rippling = defineConnector({
  id: "rippling",
  name: "Rippling",
  docs: "https://developer.rippling.com/documentation/rest-api",
  // The token alone says whose company it is.
  settings: z.object({}),
  auth: {
    apiToken: bearerAuth({
      label: "API token",
      secrets: { token: secret("API token", { help: TOKEN_HELP }) },
      token: (secrets) => secrets.token,
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
  verify,
  readAll,
  readOne,
});
