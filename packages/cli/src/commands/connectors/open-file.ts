import type { Clock, Env } from "@muster/config";
import { clockFrom } from "@muster/config";
import { type OpenConnector, openConnector, parseConnectorConfig } from "@muster/connector-host";
import type { Connector, PlainDate } from "@muster/connector-sdk";
import { dayIn } from "@muster/roster";
import { readConfigFile } from "../../context/config-file.ts";

/** A connector at work with the credentials of a file. */
export interface OpenFile {
  open: OpenConnector;
  /** Today, in UTC, by the business clock. */
  today: PlainDate;
}

/** Opens a connector with a Config FILE. Whoever opens it closes it. */
export async function openFile(
  connector: Connector,
  env: Env,
  input: { config: string; baseUrl?: string | undefined },
): Promise<OpenFile> {
  const config = parseConnectorConfig(connector, await readConfigFile(input.config));
  const clock: Clock = clockFrom(env.now);
  const open = openConnector(connector, { config, baseUrl: input.baseUrl, allowHosts: env.allowHosts });
  return { open, today: dayIn("UTC", clock.now()) };
}
