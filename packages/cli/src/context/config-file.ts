import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { codeOf } from "@muster/store";
import { usageError } from "../errors/command-error.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EISDIR: "it is a folder",
};

const FORM = '{"settings":{…},"auth":{"method":…, …secrets}}';

/** What a Config FILE holds, or stdin for `-`. Its content is secret: no error quotes it. */
export async function readConfigFile(path: string): Promise<unknown> {
  const content = await readContent(path);
  try {
    return JSON.parse(content) as unknown;
  } catch {
    // The engine's message quotes the text.
    throw usageError(`The config file ${shown(path)} is not JSON.`, {
      code: "configNotJson",
      fix: `Write it as ${FORM}; \`muster connectors show ID\` tells the names of the settings.`,
    });
  }
}

async function readContent(path: string): Promise<string> {
  try {
    return path === "-" ? await text(process.stdin) : await readFile(path, "utf8");
  } catch (cause) {
    const code = codeOf(cause) ?? "";
    const reason = REASONS[code] ?? (code === "" ? "unknown reason" : code);
    throw usageError(`The config file ${shown(path)} cannot be read: ${reason}.`, {
      code: "configFile",
      fix: "Give --config the path of a readable file, or - to read it from stdin.",
      cause,
    });
  }
}

function shown(path: string): string {
  return path === "-" ? "on stdin" : path;
}
