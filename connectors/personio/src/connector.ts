import { defineConnector, oauthClientCredentials } from "@muster/connector-sdk";
import { z } from "zod";
import { discoverFields } from "./discover-fields.ts";
import { FIELDS, MAPPING } from "./fields.ts";
import { PAGE_SIZE, readAll, readOne, SIDE_BY_SIDE } from "./people.ts";
import { verify } from "./verify.ts";

const SECRETS_HELP =
  "In Personio, open Settings → API credentials and make some that may read persons, employments and org units, with each attribute ticked that is to be read.";

/**
 * Personio v2: persons and, one by one, their latest employment. No changes since a time: nothing says that a person
 * counts as updated when the employment was, and it is there that people leave.
 */
export const personio = defineConnector({
  id: "personio",
  name: "Personio",
  docs: "https://developer.personio.de/reference/get_v2-persons",
  // The credentials alone say whose company it is.
  settings: z.object({}),
  auth: {
    clientCredentials: oauthClientCredentials({
      label: "API credentials",
      clientAuth: "body",
      tokenUrl: () => "https://api.personio.de/v2/auth/token",
      help: { clientId: SECRETS_HELP },
    }),
  },
  baseUrl: () => "https://api.personio.de",
  // Of v2 nothing is published. For the employees of v1: 300 a minute, and never 15 in a second. Changelog, May 2024.
  limits: { windows: [{ requests: 15, seconds: 3 }], concurrent: SIDE_BY_SIDE },
  fields: FIELDS,
  mapping: MAPPING,
  listsLeavers: true,
  pageSize: PAGE_SIZE,
  requestsPerPerson: 1,
  verify,
  discoverFields,
  readAll,
  readOne,
});
