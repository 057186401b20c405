import { MAPPING_TARGETS, type MappingTarget } from "@muster/connector-sdk";
import { liftDecline, liftPin, pinField } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { memberJson, personName } from "./member-view.ts";

/** Keeps a field of a member from every sync, with the value it has or another one. */
export async function pin(
  context: Context,
  text: string,
  field: MappingTarget,
  value: string | undefined,
): Promise<void> {
  const { output, options } = context;
  const member = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      const { id } = await memberOf(tx, text);
      await pinField(tx, act(), { memberId: id, field, ...(value !== undefined && { value }) });
      return memberOf(tx, String(id));
    }),
  );
  if (options.json) output.json(memberJson(member));
  else output.line(`No sync changes ${field} of ${personName(member)} until it is unpinned.`);
}

/** What an undo keeps from a source besides fields. */
export const DECLINED = ["startDate", "endDate", "advance", "link"] as const;

/** Gives a field back to the source that was pinned, or that an undo keeps from it. */
export async function unpin(
  context: Context,
  text: string,
  what: MappingTarget | (typeof DECLINED)[number],
): Promise<void> {
  const { output, options } = context;
  const { lifted, member } = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      const found = await memberOf(tx, text);
      const unpinned = isTarget(what) && (await liftPin(tx, act(), { memberId: found.id, field: what }));
      const declined = await liftDecline(tx, act(), { memberId: found.id, what });
      return { member: found, lifted: unpinned || declined };
    }),
  );
  if (options.json) return output.json(memberJson(member));
  output.line(
    lifted
      ? `The next full sync brings ${what} of ${personName(member)} from their source.`
      : `${what} of ${personName(member)} was not pinned; nothing changed.`,
  );
}

function isTarget(what: string): what is MappingTarget {
  return MAPPING_TARGETS.some((target) => target === what);
}
