/** What the ways to sign in differ by, as text of the new package. */
export interface SignIn {
  authImport: string;
  authMethod: string;
  /** As in "the API key was accepted". */
  credential: string;
  /** The simulator's working `auth`, and how it finds the key in a request. */
  simAuth: string;
  simKeyOf: string;
}

const HEADER = `request.headers.authorization ?? ""`;

/** The user (0) or the password (1) of HTTP Basic. */
function basicKeyOf(part: 0 | 1): string {
  return `function keyOf(request: VendorRequest): string {
  const credentials = (${HEADER}).replace(/^Basic /, "");
  return Buffer.from(credentials, "base64").toString("utf8").split(":")[${part}] ?? "";
}`;
}

/** By the name that `--auth` takes. */
export const SIGN_INS: Readonly<Record<string, SignIn>> = {
  apiKey: {
    authImport: "basicAuth",
    authMethod: `apiKey: basicAuth({
      label: "API key",
      secrets: { apiKey: secret("API key", { help: "Where an admin makes one." }) },
      username: (secrets) => secrets.apiKey,
      password: "x",
    }),`,
    credential: "API key",
    simAuth: `{ method: "apiKey", apiKey: KEYS.full }`,
    simKeyOf: basicKeyOf(0),
  },
  token: {
    authImport: "bearerAuth",
    authMethod: `token: bearerAuth({
      label: "API token",
      secrets: { token: secret("API token", { help: "Where an admin makes one." }) },
      token: (secrets) => secrets.token,
    }),`,
    credential: "API token",
    simAuth: `{ method: "token", token: KEYS.full }`,
    simKeyOf: `function keyOf(request: VendorRequest): string {
  return (${HEADER}).replace(/^Bearer /, "");
}`,
  },
  basic: {
    authImport: "basicAuth",
    authMethod: `user: basicAuth({
      label: "API user",
      secrets: {
        name: secret("User name"),
        password: secret("Password", { help: "Where an admin makes one." }),
      },
      username: (secrets) => secrets.name,
      password: (secrets) => secrets.password,
    }),`,
    credential: "API user",
    simAuth: `{ method: "user", name: "muster", password: KEYS.full }`,
    simKeyOf: basicKeyOf(1),
  },
};
