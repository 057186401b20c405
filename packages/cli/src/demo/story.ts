import type { Integration, Tx } from "@muster/store";
import type { Printer } from "./print.ts";
import type { World } from "./world.ts";

/** What every part of the story has at hand. */
export interface Story {
  world: World;
  integration: Integration;
  out: Printer;
  signal: AbortSignal;
}

/** The person of the organization who clicks. */
export const ADMIN = "demo admin";

export const INTEGRATION_NAME = "Acme BambooHR";

/** Reads or writes as the organization. */
export function inOrganization<T>(
  { world }: { world: Pick<World, "muster" | "organization"> },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return world.muster.store.forOrganization(world.organization.id, work);
}
