import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { startChild } from "./child.ts";
import type { Source } from "./engine-messages.ts";

/** A simulated vendor in a process of its own. */
export interface VendorSide {
  source: Source;
  /** `host:port`. */
  host: string;
  /** Calls of the vendor's own interface so far. */
  requests(): Promise<number>;
  close(): Promise<void>;
}

const Announced = z.object({ url: z.string(), configFile: z.string() });
const Config = z.looseObject({ settings: z.record(z.string(), z.unknown()) });

/** No vendor's limit: what is measured is how fast we are. */
const UNLIMITED = { windows: [{ requests: 100_000, seconds: 1 }], concurrent: 8 };

/** Starts `muster simulate` for a vendor. */
export async function startVendorSide(vendor: string, employees: number): Promise<VendorSide> {
  const muster = fileURLToPath(new URL("../bin.ts", import.meta.url));
  const child = startChild([muster, "simulate", vendor, "--employees", String(employees), "--json"]);
  const line = await child.nextLine();
  if (line === undefined) throw new Error(`the simulated ${vendor} did not start`);
  const { url, configFile } = Announced.parse(JSON.parse(line));
  const config = Config.parse(JSON.parse(await readFile(configFile, "utf8")));
  return {
    source: { connector: vendor, config: { ...config, limits: UNLIMITED }, baseUrl: url },
    host: new URL(url).host,
    async requests() {
      const answer = await fetch(`${url}/_sim/requests`);
      return z.array(z.unknown()).parse(await answer.json()).length;
    },
    close: () => child.end("SIGTERM"),
  };
}
