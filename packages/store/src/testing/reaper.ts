import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { destroyServer } from "../embedded/destroy.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("The folder of the run is missing.");
// The end of the input is the end of the process that made us.
for await (const _ of process.stdin);
try {
  for (const server of await readdir(folder)) await destroyServer(join(folder, server));
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
