import { promises as dns, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { callbackify } from "node:util";
import ipaddr from "ipaddr.js";

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Code of the error with which a look-up refuses a name that leads into the network. */
export const REFUSED_ADDRESS = "MUSTER_REFUSED_ADDRESS";

const systemResolve: Resolve = (hostname) => dns.lookup(hostname, { all: true, order: "verbatim" });

/**
 * True for a globally reachable unicast address. Mapped, translated (NAT64), tunnelled (6to4, Teredo), shared,
 * documentation and private ones are not: each is a way to an address inside the network.
 */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, "");
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.parse(bare);
  if (address.range() !== "unicast") return false;
  // IANA assigns global unicast from 2000::/3 only; ipaddr.js calls the rest unicast too, `::127.0.0.1` included.
  return address.kind() === "ipv4" || address.match(ipaddr.parseCIDR("2000::/3"));
}

/**
 * The look-up of an agent: resolves once, checks every address and hands over exactly those that were checked, so
 * that a name which answers differently the next time cannot lead elsewhere. Host and SNI stay the name.
 * `allowListed` skips the check of the addresses.
 */
export function pinnedLookup(allowListed: boolean, resolve: Resolve = systemResolve): LookupFunction {
  const look = callbackify((hostname: string) => checkedAddresses(hostname, allowListed, resolve));
  return (hostname, options, callback) => {
    look(hostname, (error, checked) => {
      if (error) {
        callback(error, []);
        return;
      }
      const family = options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : (options.family ?? 0);
      const usable = checked.filter((entry) => family === 0 || entry.family === family);
      const [first] = usable;
      if (!first) callback(coded("no address of the wanted family", "ENOTFOUND"), []);
      else if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

async function checkedAddresses(hostname: string, allowListed: boolean, resolve: Resolve) {
  const addresses = await resolve(hostname);
  if (addresses.length === 0) throw coded("no address", "ENOTFOUND");
  if (!allowListed && !addresses.every((entry) => isPublicAddress(entry.address))) {
    throw coded("not a public address", REFUSED_ADDRESS);
  }
  return [...addresses];
}

function coded(message: string, code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
