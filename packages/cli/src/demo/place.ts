import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type Env, parseEnv } from "@muster/config";
import { createOwnDatabase, makeFolder } from "@muster/store";
import { usageError } from "../errors/command-error.ts";
import { type Remover, startRemover } from "./remover.ts";

/** Where one run of the demo keeps its things: all of its own, so that any number of demos run side by side. */
export interface Place {
  /** For openMuster. */
  env: Env;
  /** DATABASE_URL is set, and its login may not do what it takes to use that server without touching its data. */
  serverRefused: boolean;
  /** Name of the database on the user's own server; undefined: the embedded server in the folder. */
  database: string | undefined;
  /** Removes everything, or with `keep` nothing. Without this call it is removed when the process ends. */
  leave(keep: boolean): Promise<void>;
}

/** Makes the place: with DATABASE_URL in a database beside the one it names, else embedded. */
export async function makePlace(
  environment: Readonly<Record<string, string | undefined>>,
  name = "demo",
): Promise<Place> {
  const asked = readEnvironment(environment);
  const remover = await startRemover();
  try {
    const folder = await makeOwnFolder(asked.dataDir, name, remover);
    const own =
      asked.databaseUrl === undefined ? undefined : await makeDatabase(asked.databaseUrl, folder, remover);
    return {
      // No key of the user's: the folder gets its own, and it goes with the folder.
      env: {
        ...asked,
        dataDir: folder,
        databaseUrl: own?.url,
        masterKey: undefined,
        masterKeyFile: undefined,
      },
      database: own?.name,
      serverRefused: asked.databaseUrl !== undefined && own === undefined,
      async leave(keep) {
        if (keep) remover.tell({ folder: null, own: null });
        await remover.remove();
      },
    };
  } catch (error) {
    // What went wrong comes first, even if it also keeps the remover from its work.
    await remover.remove().catch(() => undefined);
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

async function makeOwnFolder(dataDir: string, name: string, remover: Remover): Promise<string> {
  try {
    await makeFolder(dataDir);
    const folder = await mkdtemp(join(dataDir, `${name}-`));
    remover.tell({ folder, own: null });
    return folder;
  } catch (cause) {
    throw usageError(`The ${name} cannot make a folder of its own in ${dataDir}.`, {
      code: "dataDirNotWritable",
      fix: "Make that folder writable, or set MUSTER_DATA_DIR to one that is.",
      cause,
    });
  }
}

async function makeDatabase(
  server: string,
  folder: string,
  remover: Remover,
): Promise<{ name: string; url: string } | undefined> {
  const name = `muster_demo_${randomBytes(5).toString("hex")}`;
  remover.tell({ folder, own: { server, database: name } });
  const url = await createOwnDatabase(server, name);
  if (url !== undefined) return { name, url };
  remover.tell({ folder, own: null });
  return undefined;
}
