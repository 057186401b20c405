import { inviteMember } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { memberJson, personName } from "./member-view.ts";

/** Ends a member's wait for the invitation. */
export async function invite(context: Context, text: string): Promise<void> {
  const { output, options } = context;
  const { changed, member } = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      const { id } = await memberOf(tx, text);
      const done = await inviteMember(tx, act(), id);
      return { changed: done, member: await memberOf(tx, String(id)) };
    }),
  );
  if (options.json) return output.json(memberJson(member));
  const name = personName(member);
  if (!changed) output.line(`${name} is ${member.status} and waits for no invitation; nothing changed.`);
  else if (member.status === "staged") output.line(`${name} waits for a seat.`);
  else output.line(`${name} is invited.`);
}
