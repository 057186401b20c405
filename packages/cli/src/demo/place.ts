import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Env, parseEnv } from "@muster/config";
import { createOwnDatabase } from "@muster/store";
import { demoError } from "./assure.ts";
import type { Belongings } from "./belongings.ts";

/** Where one run of the demo keeps its things: all of its own, so that any number of demos run side by side. */
export interface Place {
  /** For openMuster. */
  env: Env;
  /** Where its data is, for people. */
  description: string;
  /** Name of the database on the user's own server; undefined: the embedded server in the folder. */
  database: string | undefined;
  /** Removes everything, or with `keep` nothing. Without this call it is removed when the process ends. */
  leave(keep: boolean): Promise<void>;
}

/** Makes the place: embedded, or with DATABASE_URL a database beside the one it names. */
export async function makePlace(environment: Readonly<Record<string, string | undefined>>): Promise<Place> {
  const asked = readEnvironment(environment);
  const folder = await makeFolder(asked.dataDir);
  const server = asked.databaseUrl;
  const database = `muster_demo_${randomBytes(5).toString("hex")}`;
  const leave = await reapLater({ folder, own: server === undefined ? null : { server, database } });
  try {
    const own = server === undefined ? undefined : await createOwnDatabase(server, database);
    // No key of the user's: the folder gets its own, and it goes with the folder.
    const env = {
      ...asked,
      dataDir: folder,
      databaseUrl: own,
      masterKey: undefined,
      masterKeyFile: undefined,
    };
    if (own !== undefined) {
      return { env, database, description: `database ${database} on your server, of this run's own`, leave };
    }
    const embedded = `embedded server of this run's own, in ${folder}`;
    const refused = "the login in DATABASE_URL may not create databases and roles, so: ";
    return {
      env,
      database: undefined,
      description: server === undefined ? embedded : refused + embedded,
      leave,
    };
  } catch (error) {
    await leave(false);
    throw error;
  }
}

/** The environment checked like everybody's, but for the master key, which the demo makes itself. */
function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Env {
  return parseEnv({
    ...environment,
    MUSTER_MASTER_KEY: "the demo makes its own",
    MUSTER_MASTER_KEY_FILE: undefined,
  });
}

async function makeFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(dataDir, "demo-"));
  } catch (cause) {
    throw demoError(`The demo cannot make a folder of its own in ${dataDir}.`, {
      code: "dataDirNotWritable",
      fix: "Make that folder writable, or set MUSTER_DATA_DIR to one that is.",
      cause,
    });
  }
}

/** Starts the process that removes the belongings when this one is gone; gives the way to leave in order. */
async function reapLater(belongings: Belongings): Promise<(keep: boolean) => Promise<void>> {
  const reaper = spawn(process.execPath, [fileURLToPath(new URL("./reaper.ts", import.meta.url))], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  await once(reaper, "spawn");
  reaper.unref();
  reaper.stdin.write(`${JSON.stringify(belongings)}\n`);
  return async (keep) => {
    reaper.ref();
    const code = await new Promise<number | null>((resolve) => {
      reaper.once("exit", resolve);
      reaper.stdin.end(keep ? "keep\n" : "");
    });
    if (code === 0) return;
    throw demoError(`What the demo made could not all be removed: ${belongings.folder}.`, {
      code: "demoLeftovers",
      fix: "The message above says why; remove that folder, and a database that is left, by hand.",
    });
  };
}
