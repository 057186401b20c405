import { stat } from "node:fs/promises";
import { openDataFolder } from "./data-folder.ts";
import { findPostmaster } from "./postmaster.ts";
import { findSite } from "./site.ts";

/** Whether the embedded server of a data folder is up, without starting it or making the folder. */
export async function embeddedIsRunning(dataDir: string): Promise<boolean> {
  const found = await stat(dataDir).catch(() => undefined);
  if (!found?.isDirectory()) return false;
  const { cluster } = await findSite(await openDataFolder(dataDir));
  return (await findPostmaster(cluster)) !== undefined;
}
