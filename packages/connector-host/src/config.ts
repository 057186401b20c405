import { inspect } from "node:util";
import { type AuthMethod, type Connector, ConnectorError, type RateWindow } from "@muster/connector-sdk";
import { z } from "zod";

/** A connector's settings and opened secrets, checked. */
export interface ConnectorConfig {
  /** As the connector's own schema gives them back. */
  settings: unknown;
  /** Key in the connector's `auth`. */
  method: string;
  /** Exactly the secrets that the method declares. Prints as `[secret]`; `JSON.stringify` shows them. */
  secrets: Record<string, string>;
  /** Replaces the declared limits, each part for itself. */
  limits?: LimitsOverride;
}

interface LimitsOverride {
  windows?: RateWindow[] | undefined;
  concurrent?: number | undefined;
}

const limitsSchema = z.strictObject({
  windows: z
    .array(
      z.strictObject({
        requests: z.int().min(1).max(1_000_000),
        seconds: z.number().positive().max(86_400),
        penaltySeconds: z.number().positive().max(86_400).optional(),
      }),
    )
    .min(1)
    .optional(),
  concurrent: z.int().min(1).max(1_000).optional(),
});

/**
 * Checks a connection's configuration, `{"settings":{…},"auth":{"method":NAME,…secrets},"limits"?}`. Throws
 * ConnectorError `config` whose message lists every problem by its path, and no value.
 */
export function parseConnectorConfig(connector: Connector, raw: unknown): ConnectorConfig {
  return parse(connector, raw);
}

/**
 * Checks a configuration that has yet to be connected: as `parseConnectorConfig`, but the refresh token may be missing.
 */
export function parseUnconnectedConfig(connector: Connector, raw: unknown): ConnectorConfig {
  return parse(connector, raw, "refreshToken");
}

function parse(connector: Connector, raw: unknown, mayLack?: string): ConnectorConfig {
  const schema = z.strictObject({
    settings: strict(connector.settings),
    auth: authSchema(connector, raw, mayLack),
    limits: limitsSchema.optional(),
  });
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw badConfig(connector, problems(parsed.error, raw));
  const { method = "", ...secrets } = parsed.data.auth;
  Object.defineProperty(secrets, inspect.custom, { value: () => "[secret]" });
  const config: ConnectorConfig = { settings: parsed.data.settings, method, secrets };
  return parsed.data.limits === undefined ? config : { ...config, limits: parsed.data.limits };
}

/** The auth method that a configuration names. */
export function authMethod(connector: Connector, name: string): AuthMethod {
  const method = Object.hasOwn(connector.auth, name) ? connector.auth[name] : undefined;
  if (!method) throw badConfig(connector, [`auth.method: ${methodNames(connector)}`]);
  return method;
}

/** A misspelt optional setting would be dropped in silence. */
function strict(settings: z.ZodType): z.ZodType {
  return settings instanceof z.ZodObject ? settings.strict() : settings;
}

/** Knows the secrets only where the method is known: else it is the method alone that is reported. */
function authSchema(
  connector: Connector,
  raw: unknown,
  mayLack: string | undefined,
): z.ZodType<Record<string, string>> {
  const names = Object.keys(connector.auth);
  const named = at(raw, ["auth", "method"]);
  const method = z.literal(names, { error: methodNames(connector) });
  if (typeof named !== "string" || !names.includes(named))
    return z.looseObject({ method }).transform(() => ({}));
  const shape: Record<string, z.ZodType<string | undefined>> = { method };
  for (const [key, { schema }] of Object.entries(authMethod(connector, named).secrets)) {
    shape[key] = key === mayLack ? schema.optional() : schema;
  }
  return z.strictObject(shape).transform(withoutMissing);
}

function withoutMissing(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function methodNames(connector: Connector): string {
  return `give one of ${Object.keys(connector.auth).join(", ")}`;
}

function problems(error: z.ZodError, raw: unknown): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${pathOf([...issue.path, key])}: not a known key`);
    }
    const missing = issue.code === "invalid_type" && at(raw, issue.path) === undefined;
    return [`${pathOf(issue.path)}: ${missing ? "missing" : issue.message}`];
  });
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the whole" : path.map(String).join(".");
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let inner: unknown = value;
  for (const key of path) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = Reflect.get(inner, key);
  }
  return inner;
}

function badConfig(connector: Connector, found: readonly string[]): ConnectorError {
  return new ConnectorError(
    "config",
    `The configuration for ${connector.name} is not right: ${found.join("; ")}.`,
    {
      code: "badConfig",
      fix: "Correct the settings named in the message.",
    },
  );
}
