import { type Clock, clockFrom } from "@muster/config";
import { type OpenConnector, openConnector, parseConnectorConfig } from "@muster/connector-host";
import type { Connector, PlainDate } from "@muster/connector-sdk";
import { dayIn } from "@muster/roster";
import { readConfigFile } from "../../context/config-file.ts";
import { fileVault } from "../../context/file-vault.ts";
import { envWithoutDatabase } from "../../context/open.ts";
import type { Shell } from "../../context/shell.ts";

/** A connector at work with the credentials of a file. */
export interface OpenFile {
  open: OpenConnector;
  /** Today, in UTC, by the business clock. */
  today: PlainDate;
}

/** Opens a connector with a Config FILE, whose refresh token is kept up. Whoever opens it closes it. */
export async function openFile(
  connector: Connector,
  shell: Pick<Shell, "environment" | "output">,
  input: { config: string; baseUrl?: string | undefined },
): Promise<OpenFile> {
  const env = envWithoutDatabase(shell);
  const { config: path, baseUrl } = input;
  const config = parseConnectorConfig(connector, await readConfigFile(path));
  const { refreshToken } = config.secrets;
  const warn = (text: string): void => shell.output.note(text);
  const clock: Clock = clockFrom(env.now);
  const open = openConnector(connector, {
    config,
    baseUrl,
    allowHosts: env.allowHosts,
    ...(refreshToken !== undefined && { vault: fileVault({ path, refreshToken, warn }) }),
  });
  return { open, today: dayIn("UTC", clock.now()) };
}
