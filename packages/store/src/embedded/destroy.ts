import { rm } from "node:fs/promises";
import { openDataFolder } from "./data-folder.ts";
import { endPostmaster, findPostmaster } from "./postmaster.ts";
import { findSite } from "./site.ts";

/** For tests: ends the server of a data folder whoever is connected, and removes all of it. */
export async function destroyServer(dataDir: string): Promise<void> {
  const folder = await openDataFolder(dataDir);
  const site = await findSite(folder);
  const postmaster = await findPostmaster(site.cluster);
  if (postmaster) await endPostmaster(postmaster.pid, site.cluster, "SIGQUIT", 20_000);
  for (const path of [site.away, folder.root]) {
    if (path !== undefined) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}
