import { setTimeout as delay } from "node:timers/promises";
import { destroyServer, dropOwnDatabase } from "@muster/store";
import { Belongings } from "./belongings.ts";

// Removes what a demo leaves behind. A process of its own that waits for its input to end, so that it does so
// however the demo ends, SIGKILL included. Each line of the input says what there is by then; by the input and
// not by arguments, because the URL holds a password.
let input = "";
process.stdin.setEncoding("utf8");
for await (const chunk of process.stdin) input += String(chunk);
const last = input.split("\n").slice(0, -1).at(-1);
if (last !== undefined) {
  const { folder, own } = Belongings.parse(JSON.parse(last));
  try {
    if (own) await dropOwnDatabase(own.server, own.database);
  } finally {
    if (folder !== null) await destroy(folder);
  }
}

/** A demo that was killed while it made its server leaves programs that still write for a moment. */
async function destroy(folder: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await destroyServer(folder);
      return;
    } catch (error) {
      if (tries === 10) throw error;
      await delay(500);
    }
  }
}
