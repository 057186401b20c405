#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// A command starts in half the time. Beside the code and not in the system's temporary folder, where others could
// put code of theirs; where it cannot be written, Node goes on without it.
enableCompileCache(fileURLToPath(new URL("../../../node_modules/.cache/muster-code", import.meta.url)));

const [{ run }, { processShell }] = await Promise.all([import("./program.ts"), import("./context/shell.ts")]);
await run(process.argv.slice(2), processShell());
