import { ConnectorError } from "@muster/connector-sdk";
import type { Vendor } from "./failures.ts";
import { portOf } from "./target.ts";

/**
 * Reads the query of a link of the vendor's, relative ones against `base`. A link may name the host that was asked or
 * the vendor's own, which differ behind an operator's proxy; nothing is ever sent to the host that a link names.
 */
export function linkQuery(
  link: string,
  { vendor, base, ownBase }: { vendor: Vendor; base: string; ownBase: string },
): Readonly<Record<string, string>> {
  const url = URL.canParse(link, base) ? new URL(link, base) : null;
  const hosts = [vendor.host, hostOf(new URL(ownBase))];
  if (!url || !hosts.includes(hostOf(url))) throw foreignLink(vendor);
  return Object.fromEntries(url.searchParams);
}

function hostOf(url: URL): string {
  return `${url.hostname}:${portOf(url)}`;
}

/** The link itself is not repeated: it may hold anything. */
function foreignLink({ name, host }: Vendor): ConnectorError {
  return new ConnectorError("contract", `${name} gave a link that does not lead to ${host}.`, {
    code: "foreignLink",
    fix: "Check the setting that the address comes from. The link was not followed: its host would have been given the credentials.",
  });
}
