// A process that starts the embedded server of a folder and holds it until its input ends.
// Arguments: data folder, folder of the programs or "", user to become or "".
import { findBinaries } from "../embedded/binaries.ts";
import { startRelease } from "../embedded/start-embedded.ts";
import { isStoreError } from "../errors.ts";

const [dataDir = "", programs = "", user = ""] = process.argv.slice(2);
const binaries = await findBinaries();
if (programs !== "") binaries.folder = programs;
if (user !== "") {
  process.setgroups?.([]);
  process.setgid?.(Number(user));
  process.setuid?.(Number(user));
}

try {
  const server = await startRelease(binaries, { dataDir });
  report({ connectionString: server.connectionString, port: server.port, joined: server.joined });
  for await (const _ of process.stdin);
  report(await server.stop());
} catch (error) {
  if (!isStoreError(error)) throw error;
  report({ code: error.code, message: error.message, fix: error.fix });
}

function report(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
