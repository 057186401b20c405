import { ConnectorError } from "@muster/connector-sdk";
import { portOf } from "./target.ts";

/**
 * The hosts that the outbound guard lets through, from `MUSTER_ALLOW_HOSTS`: `host:port`, separated by commas or
 * blanks, IPv6 as `[::1]:4410`. Throws ConnectorError `config` that says which entries it cannot read.
 */
export function parseAllowHosts(text: string): readonly string[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  const hosts = entries.map(normalHost);
  const wrong = hosts.flatMap((host, index) => (host === null ? [index + 1] : []));
  if (wrong.length > 0) {
    // By position, not by value: what was pasted here by mistake may hold a password.
    const message = `MUSTER_ALLOW_HOSTS: entry ${wrong.join(", ")} of ${entries.length} is not of the form host:port.`;
    throw new ConnectorError("config", message, {
      code: "badAllowHosts",
      fix: 'Give a comma-separated list such as "127.0.0.1:4410,localhost:4411", without scheme, path or wildcard.',
    });
  }
  return [...new Set(hosts.filter((host) => host !== null))];
}

/** Written the way `URL` writes it, so that `0x7f.1:80` and `127.0.0.1:80` are one. */
function normalHost(entry: string): string | null {
  const port = /:(\d{1,5})$/.exec(entry)?.[1];
  if (port === undefined || Number(port) < 1 || /[/?#@\\*]/.test(entry)) return null;
  const address = `http://${entry}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return `${url.hostname}:${portOf(url)}`;
}
