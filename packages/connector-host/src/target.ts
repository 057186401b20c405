import { ConnectorError } from "@muster/connector-sdk";
import { isPublicAddress } from "./addresses.ts";

/** Where requests go, once it was found to be a place they may go to. */
export interface Target {
  /** Scheme, host, port and path prefix, without a slash at the end. */
  base: string;
  /** `host:port`. */
  host: string;
  /** Let through by the operator: addresses inside the network are allowed. */
  allowListed: boolean;
}

/** Scheme default, or the port as written. */
export function portOf(url: URL): string {
  return url.port || (url.protocol === "http:" ? "80" : "443");
}

/**
 * Checks a base URL before anything is sent: https on port 443, or a host and port let through by the operator.
 * An IP literal is judged here, in whichever notation it came, because Node looks up no name for it
 * and the check at look-up would never run. Throws ConnectorError `config`.
 */
export function checkTarget(baseUrl: string, allowHosts: readonly string[]): Target {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url || !["https:", "http:"].includes(url.protocol))
    throw badBaseUrl("is not an http or https address");
  if (url.username || url.password) throw badBaseUrl("holds a user name or password");
  if (url.search || url.hash) throw badBaseUrl("holds a query or a fragment");
  const host = `${url.hostname}:${portOf(url)}`;
  const allowListed = allowHosts.includes(host);
  if (!allowListed) {
    if (url.protocol !== "https:") throw refused(host, "plain http is not allowed");
    if (portOf(url) !== "443") throw refused(host, "only port 443 is allowed");
    const literal = url.hostname.startsWith("[") || /^[\d.]+$/.test(url.hostname);
    if (literal && !isPublicAddress(url.hostname)) throw refused(host, "it is not a public address");
  }
  return { base: url.origin + url.pathname.replace(/\/+$/, ""), host, allowListed };
}

/** No request may go there. */
export function refused(host: string, why: string, cause?: unknown): ConnectorError {
  return new ConnectorError("config", `Requests to ${host} are refused: ${why}.`, {
    code: "refusedAddress",
    fix: "Correct the setting that the address comes from; if it is meant, the operator adds it as host:port to MUSTER_ALLOW_HOSTS.",
    cause,
  });
}

function badBaseUrl(why: string): ConnectorError {
  return new ConnectorError("config", `The base URL ${why}.`, {
    code: "badBaseUrl",
    fix: "Give the base URL as https://host or https://host/path.",
  });
}
