import type { PlainDate } from "@muster/connector-sdk";
import { dayIn } from "@muster/roster";
import { deactivateMember, type Member, organizationZone, reactivateMember } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { memberJson, personName } from "./member-view.ts";

interface DeactivateOptions {
  reason: string;
}

interface ReactivateOptions extends DeactivateOptions {
  until?: PlainDate;
}

/** Takes a member out by an admin's word, whatever the HR system says. */
export async function deactivate(context: Context<DeactivateOptions>, text: string): Promise<void> {
  const { reason } = context.options;
  const { changed, member } = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      const { id } = await memberOf(tx, text);
      const done = await deactivateMember(tx, act(), { memberId: id, reason });
      return { changed: done, member: await memberOf(tx, String(id)) };
    }),
  );
  tell(
    context,
    member,
    changed
      ? "is deactivated until a person reactivates them."
      : "was deactivated by a person already; nothing changed.",
  );
}

/** Brings a member back by an admin's word, over the HR system's where that says they left. */
export async function reactivate(context: Context<ReactivateOptions>, text: string): Promise<void> {
  const { reason, until = null } = context.options;
  const { reactivated, overridden, member } = await inOrganization(context, async (session) => {
    await refusePast(session, until);
    const { store, org, act } = session;
    return store.forOrganization(org.id, async (tx) => {
      const { id } = await memberOf(tx, text);
      const done = await reactivateMember(tx, act(), { memberId: id, until, reason });
      return { ...done, member: await memberOf(tx, String(id)) };
    });
  });
  const stays =
    until === null
      ? "until their source shows them employed again"
      : `through ${until}, unless their source shows them employed before`;
  const status = reactivated ? `is ${member.status} again` : `is ${member.status}`;
  if (overridden) tell(context, member, `${status}, and stays so ${stays}.`);
  else
    tell(
      context,
      member,
      reactivated ? `${status}.` : `${status}, and no source says that they left; nothing changed.`,
    );
}

async function refusePast({ store, org, engine }: Session, until: PlainDate | null): Promise<void> {
  if (until === null) return;
  const zone = await store.forOrganization(org.id, (tx) => organizationZone(tx, org.id));
  if (until >= dayIn(zone, engine.now())) return;
  throw usageError(`${until} has passed.`, {
    code: "untilPassed",
    fix: "Give --until the last day on which the person is to stay, or leave it out.",
  });
}

function tell({ output, options }: Context, member: Member, what: string): void {
  if (options.json) output.json(memberJson(member));
  else output.line(`${personName(member)} ${what}`);
}
