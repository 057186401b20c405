import { stat } from "node:fs/promises";
import type { Env } from "@muster/config";
import type { Check } from "@muster/connector-sdk";
import { codeOf } from "@muster/store";

const CHECK = { id: "dataFolder", label: "Data folder" };

/** Whether the folder that holds the key and the embedded database is this user's alone. */
export async function checkDataFolder(env: Env): Promise<Check> {
  const { dataDir, databaseUrl } = env;
  const used = databaseUrl === undefined ? "" : "; with DATABASE_URL it is not needed";
  try {
    const { mode, uid } = await stat(dataDir);
    const access = (mode & 0o777).toString(8).padStart(4, "0");
    const seen = `${dataDir}, mode ${access}${used}`;
    const others = (mode & 0o077) !== 0;
    if (uid === process.getuid?.() && !others) return { ...CHECK, outcome: "pass", detail: seen };
    const fix = others ? `chmod 700 ${dataDir}` : "Let the user own it that Muster runs as.";
    return { ...CHECK, outcome: "warn", detail: seen, fix };
  } catch (error) {
    const code = codeOf(error) ?? "unknown reason";
    if (code === "ENOENT") {
      return { ...CHECK, outcome: "pass", detail: `${dataDir} is not there yet${used}` };
    }
    const outcome = databaseUrl === undefined ? "fail" : "warn";
    const fix = "Make it readable, or set MUSTER_DATA_DIR to another folder.";
    return { ...CHECK, outcome, detail: `${dataDir} cannot be looked at: ${code}${used}`, fix };
  }
}
