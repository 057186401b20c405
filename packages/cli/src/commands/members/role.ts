import { giveRole, type Member } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { memberJson, personName } from "./member-view.ts";

export async function setRole(context: Context, text: string, role: Member["role"]): Promise<void> {
  const { output, options } = context;
  const { changed, member } = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      const { id } = await memberOf(tx, text);
      const count = await giveRole(tx, act(), { memberIds: [id], role });
      return { changed: count > 0, member: await memberOf(tx, String(id)) };
    }),
  );
  if (options.json) return output.json(memberJson(member));
  const name = personName(member);
  output.line(
    changed
      ? `${name} is ${member.role} now; status ${member.status}.`
      : `${name} was ${role} already; nothing changed.`,
  );
}
