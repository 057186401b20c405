import { type XmlElement, xmlAll, xmlFirst } from "@muster/connector-sdk";
import { idOf } from "./references.ts";

/**
 * WID of the manager: of the chain's entry for the worker's own supervisory organization, else of its last, as it runs
 * from the root to the leaf; where the post is vacant, or the worker's own, of the next one up. Null where the chain
 * ends without anybody.
 */
export function managerOf(
  chain: readonly XmlElement[],
  { wid, organization }: { wid: string; organization: string | undefined },
): string | null {
  const own = chain.findLastIndex(
    (entry) =>
      organization !== undefined && idOf(xmlFirst(entry, "Organization_Reference"), "WID") === organization,
  );
  const upwards = chain.slice(0, own === -1 ? chain.length : own + 1).toReversed();
  // A post may be shared.
  const managers = upwards.flatMap((entry) => xmlAll(entry, "Manager_Reference"));
  return managers.map((manager) => idOf(manager, "WID")).find((id) => id !== undefined && id !== wid) ?? null;
}
