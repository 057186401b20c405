#!/usr/bin/env node
import { processShell } from "./context/shell.ts";
import { run } from "./program.ts";

await run(process.argv.slice(2), processShell());
