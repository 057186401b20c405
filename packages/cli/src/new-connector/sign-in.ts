/** What the ways to sign in differ by, as text of the new package. */
export interface SignIn {
  /** What the declaration takes from the sdk. */
  sdkImports: string;
  authMethod: string;
  /** As in "the API key was accepted". */
  credential: string;
  /** What the simulator takes from the kit besides what each of them does: values, and types. */
  simImports: string;
  simTypes: string;
  /** What it sets up before it answers. */
  simSetUp: string;
  /** The working `auth` of a Config file. */
  simAuth: string;
  /** How a request is taken in. */
  simReceive: string;
  /** How the key in a request is found. */
  simKeyOf: string;
}

const HEADER = `request.headers.authorization ?? ""`;
const KEY_IN_HEADER = {
  simImports: "",
  simTypes: "",
  simSetUp: "",
  simReceive: "(request) => receive(world, request, keyOf(request))",
};

/** The user (0) or the password (1) of HTTP Basic. */
function basicKeyOf(part: 0 | 1): string {
  return `function keyOf(request: VendorRequest): string | undefined {
  const credentials = (${HEADER}).replace(/^Basic /, "");
  return Buffer.from(credentials, "base64").toString("utf8").split(":")[${part}];
}`;
}

/** By the name that `--auth` takes. */
export const SIGN_INS: Readonly<Record<string, SignIn>> = {
  apiKey: {
    sdkImports: "basicAuth, defineConnector, hostLabel, secret",
    authMethod: `apiKey: basicAuth({
      label: "API key",
      secrets: { apiKey: secret("API key", { help: "Where an admin makes one." }) },
      username: (secrets) => secrets.apiKey,
      password: "x",
    }),`,
    credential: "API key",
    ...KEY_IN_HEADER,
    simAuth: `{ method: "apiKey", apiKey: KEYS.full }`,
    simKeyOf: basicKeyOf(0),
  },
  token: {
    sdkImports: "bearerAuth, defineConnector, hostLabel, secret",
    authMethod: `token: bearerAuth({
      label: "API token",
      secrets: { token: secret("API token", { help: "Where an admin makes one." }) },
      token: (secrets) => secrets.token,
    }),`,
    credential: "API token",
    ...KEY_IN_HEADER,
    simAuth: `{ method: "token", token: KEYS.full }`,
    simKeyOf: `function keyOf(request: VendorRequest): string | undefined {
  return (${HEADER}).replace(/^Bearer /, "");
}`,
  },
  basic: {
    sdkImports: "basicAuth, defineConnector, hostLabel, secret",
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
    ...KEY_IN_HEADER,
    simAuth: `{ method: "user", name: "muster", password: KEYS.full }`,
    simKeyOf: basicKeyOf(1),
  },
  clientCredentials: {
    sdkImports: "defineConnector, hostLabel, oauthClientCredentials",
    authMethod: `clientCredentials: oauthClientCredentials<{ company: string }>({
      label: "API client",
      // PLACEHOLDER Where tokens are given, and whether the client signs in by HTTP Basic ("basic") or in the form.
      tokenUrl: ({ settings }) => \`https://\${settings.company}.{{id}}.example/oauth/token\`,
      clientAuth: "body",
      help: { clientId: "Where an admin makes one." },
    }),`,
    credential: "API client",
    simImports: "\n  createOAuth,",
    simTypes: "\n  type OAuthDefinition,",
    simSetUp: "\n  const oauth = createOAuth(world, OAUTH);\n  const { clientId } = oauth.secrets();",
    simAuth: `{ method: "clientCredentials", clientId, clientSecret: KEYS.full }`,
    simReceive: `(request) => {
      if (request.method === "POST" && request.path === "/oauth/token") return oauth.token(request);
      const holder = oauth.holder(request.headers.authorization);
      return { ...receive(world, request, keyOf(holder?.subject)), token: holder?.token };
    }`,
    simKeyOf: `// PLACEHOLDER The life of a token. Each of the four keys is the secret of a client of its own.
const OAUTH: OAuthDefinition = {
  vendor: "{{id}}",
  scopes: ["employees.read"],
  expiresIn: 3600,
  rotates: false,
  invalidGrantStatus: 400,
  clientSecrets: KEYS,
};

/** A token stands for the client that asked for it, by the name of its key. */
function keyOf(name: string | undefined): string | undefined {
  const keys = new Map(Object.entries({ ...KEYS }));
  return keys.get(name ?? "");
}`,
  },
};
