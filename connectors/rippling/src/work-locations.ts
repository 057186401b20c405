import { z } from "zod";
import type { Asking } from "./ask.ts";
import { WORK_LOCATION } from "./fields.ts";
import { readSmallList } from "./small-list.ts";

/** Names by id, and whether they may be read at all. */
export interface WorkLocations {
  names: ReadonlyMap<string, string>;
  withheld: boolean;
}

const NONE: WorkLocations = { names: new Map(), withheld: false };
const Location = z.object({ id: z.string(), name: z.string() });
const Located = z.looseObject({
  location: z.looseObject({ type: z.string().nullish(), work_location_id: z.string().nullish() }),
});

/** The company's work locations, where the mapping wants their names. Nobody is left unread for want of them. */
export async function readWorkLocations(context: Asking): Promise<WorkLocations> {
  if (!context.wanted.includes(WORK_LOCATION)) return NONE;
  const list = await readSmallList(context, "/work-locations/");
  if ("refused" in list) return { ...NONE, withheld: list.refused.status === 403 };
  const locations = list.items.flatMap((item) => Location.safeParse(item).data ?? []);
  return { names: new Map(locations.map(({ id, name }) => [id, name])), withheld: false };
}

/** The worker with the name of the work location beside its id, which says nothing of who works remotely. */
export function withLocationName(worker: unknown, { names }: WorkLocations): unknown {
  const located = Located.safeParse(worker);
  if (!located.success) return worker;
  const { type, work_location_id: id } = located.data.location;
  const name = type === "REMOTE" || id === null ? null : names.get(id ?? "");
  return { ...located.data, location: { ...located.data.location, name } };
}
