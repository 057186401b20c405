import { resolve } from "node:path";
import { parseAllowHosts } from "@muster/connector-host";
import { type KillPoint, parseKillPoints } from "@muster/store";
import { z } from "zod";
import { ConfigError } from "./config-error.ts";

/** The environment, checked. */
export interface Env {
  /** Undefined: the embedded server in `dataDir`. */
  databaseUrl: string | undefined;
  /** Absolute. */
  dataDir: string;
  masterKey: string | undefined;
  masterKeyFile: string | undefined;
  port: number;
  allowHosts: readonly string[];
  /** Where the business clock starts; undefined: the system's time. */
  now: Date | undefined;
  logLevel: string;
  /** Where the process is to die, for tests of what a crash leaves behind. */
  killAt: readonly KillPoint[];
  /** Who acts at a command line whose account several people share; undefined: the account. */
  actor: string | undefined;
}

const blankIsAbsent = (value: unknown): unknown => (value === "" ? undefined : value);

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const schema = z
  .object({
    DATABASE_URL: z.preprocess(
      blankIsAbsent,
      z
        .url({
          protocol: /^postgres(ql)?$/,
          error: "is no URL of the form postgres://user:password@host:port/database",
        })
        .optional(),
    ),
    MUSTER_DATA_DIR: z.preprocess(blankIsAbsent, z.string().default(".muster")),
    MUSTER_MASTER_KEY: z.preprocess(blankIsAbsent, z.string().optional()),
    MUSTER_MASTER_KEY_FILE: z.preprocess(blankIsAbsent, z.string().optional()),
    MUSTER_PORT: z.preprocess(
      blankIsAbsent,
      z.coerce.number({ error: "is no number" }).int().min(0).max(65_535, "is above 65535").default(4400),
    ),
    MUSTER_ALLOW_HOSTS: z.string().default("").transform(allowHosts),
    MUSTER_NOW: z.preprocess(
      blankIsAbsent,
      z.iso.datetime({ offset: true, error: "is no instant such as 2026-03-01T09:00:00Z" }).optional(),
    ),
    MUSTER_ACTOR: z.preprocess(
      blankIsAbsent,
      z
        .string()
        .regex(/^[\w.@+-]{1,64}$/, "is no name of letters, digits, and . @ + - _, of 64 at most")
        .optional(),
    ),
    LOG_LEVEL: z.preprocess(
      blankIsAbsent,
      z.enum(LOG_LEVELS, { error: `is none of ${LOG_LEVELS.join(", ")}` }).default("info"),
    ),
    KILL_AT: z.string().default("").transform(killPoints),
    NODE_ENV: z.string().optional(),
  })
  .refine((env) => env.MUSTER_NOW === undefined || env.NODE_ENV !== "production", {
    path: ["MUSTER_NOW"],
    message: "is refused with NODE_ENV=production",
  })
  .refine((env) => env.KILL_AT.length === 0 || env.NODE_ENV !== "production", {
    path: ["KILL_AT"],
    message: "is refused with NODE_ENV=production",
  })
  .refine((env) => env.MUSTER_MASTER_KEY === undefined || env.MUSTER_MASTER_KEY_FILE === undefined, {
    path: ["MUSTER_MASTER_KEY"],
    message: "is given together with MUSTER_MASTER_KEY_FILE; give one of them",
  })
  .refine(
    (env) =>
      env.DATABASE_URL === undefined ||
      env.MUSTER_MASTER_KEY !== undefined ||
      env.MUSTER_MASTER_KEY_FILE !== undefined,
    {
      path: ["MUSTER_MASTER_KEY"],
      message: "is needed with DATABASE_URL: base64 of 32 bytes, as `openssl rand -base64 32` makes",
    },
  );

/** Checks the environment. Throws ConfigError that lists everything wrong by its name, and no value. */
export function parseEnv(environment: Readonly<Record<string, string | undefined>>): Env {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new ConfigError(`The environment is not right: ${problems.join("; ")}.`, {
      code: "badEnvironment",
      fix: "Correct or unset the variables named in the message.",
    });
  }
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL,
    dataDir: resolve(env.MUSTER_DATA_DIR),
    masterKey: env.MUSTER_MASTER_KEY,
    masterKeyFile: env.MUSTER_MASTER_KEY_FILE,
    port: env.MUSTER_PORT,
    allowHosts: env.MUSTER_ALLOW_HOSTS,
    now: env.MUSTER_NOW === undefined ? undefined : new Date(env.MUSTER_NOW),
    logLevel: env.LOG_LEVEL,
    killAt: env.KILL_AT,
    actor: env.MUSTER_ACTOR,
  };
}

function allowHosts(text: string, context: z.RefinementCtx): readonly string[] {
  return listOf(text, parseAllowHosts, context);
}

function killPoints(text: string, context: z.RefinementCtx): readonly KillPoint[] {
  return text === "" ? [] : listOf(text, parseKillPoints, context);
}

function listOf<T>(
  text: string,
  parse: (text: string) => readonly T[],
  context: z.RefinementCtx,
): readonly T[] {
  try {
    return parse(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "is not right" });
    return [];
  }
}
