import { rm } from "node:fs/promises";
import { openDataFolder } from "./data-folder.ts";
import { endPostmaster, findPostmaster } from "./postmaster.ts";
import { findSite, type Site } from "./site.ts";

/** Ends the server of a data folder at once, whoever is connected. */
export async function endServer(dataDir: string): Promise<Site> {
  const site = await findSite(await openDataFolder(dataDir));
  const postmaster = await findPostmaster(site.cluster);
  if (postmaster) await endPostmaster(postmaster.pid, site.cluster, "SIGQUIT", 20_000);
  return site;
}

/** The same, and removes the data folder and all that belongs to it elsewhere: for what was made for one run. */
export async function destroyServer(dataDir: string): Promise<void> {
  const { away } = await endServer(dataDir);
  for (const path of [away, dataDir]) {
    if (path !== undefined) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}
