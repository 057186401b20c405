import { protectMember, unprotectMember } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { memberJson, personName } from "./member-view.ts";

/** Keeps a member from every sync that would take them out: it asks instead. */
export async function protect(context: Context<{ reason?: string }>, text: string): Promise<void> {
  const { output, options } = context;
  const { changed, member } = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      const found = await memberOf(tx, text);
      const reason = options.reason ?? null;
      return { member: found, changed: await protectMember(tx, act(), { memberId: found.id, reason }) };
    }),
  );
  if (options.json) return output.json(memberJson(member));
  const name = personName(member);
  output.line(
    changed
      ? `${name} is protected: a sync that would take them out waits for a person who approves them by name.`
      : `${name} was protected already; nothing changed.`,
  );
}

/** Gives a protected member back to the syncs. */
export async function unprotect(context: Context, text: string): Promise<void> {
  const { output, options } = context;
  const { changed, member } = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      const found = await memberOf(tx, text);
      return { member: found, changed: await unprotectMember(tx, act(), found.id) };
    }),
  );
  if (options.json) return output.json(memberJson(member));
  const name = personName(member);
  output.line(
    changed
      ? `${name} is protected no more: the next sync judges them like anybody else.`
      : `${name} was not protected; nothing changed.`,
  );
}
