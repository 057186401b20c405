import { stat } from "node:fs/promises";
import { openDataFolder } from "./data-folder.ts";
import { findSite } from "./site.ts";

/** Whether a data folder holds a database already, without making anything. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  const found = await stat(dataDir).catch(() => undefined);
  if (!found?.isDirectory()) return false;
  const { owner } = await findSite(await openDataFolder(dataDir));
  return owner !== undefined;
}
