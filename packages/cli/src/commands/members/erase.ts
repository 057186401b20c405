import { foldKey } from "@muster/roster";
import { eraseMember, type Lift, liftSuppression } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { confirm } from "../../context/confirm.ts";
import { memberOf, recordOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";

interface EraseOptions {
  reason?: string;
  lift?: string;
}

/** Removes a person's data everywhere, or lets somebody who was erased come back. */
export async function erase(context: Context<EraseOptions>, text: string | undefined): Promise<void> {
  const { lift, reason } = context.options;
  if ((text === undefined) === (lift === undefined)) throw oneOfBoth();
  if (lift !== undefined) {
    if (reason === undefined) throw needsReason();
    return liftErasure(context, lift, reason);
  }
  return eraseOne(context, text ?? "", reason ?? null);
}

async function eraseOne(context: Context<EraseOptions>, text: string, reason: string | null): Promise<void> {
  const { output, options } = context;
  const { id, erased } = await inOrganization(context, async ({ store, org, act, engine }) => {
    const member = await store.forOrganization(org.id, (tx) => memberOf(tx, text));
    // Their name would outlive them in the terminal's log.
    await confirm(
      context,
      `Erase all data of member ${member.id}, for good? Matches, meetings and goals stay; no later sync brings the person back.`,
    );
    const done = await store.forOrganization(org.id, (tx) =>
      eraseMember(tx, engine.keyring, act(), { memberId: member.id, reason }),
    );
    return { id: member.id, erased: done };
  });
  const { records, matches } = erased;
  if (options.json) return output.json({ id: String(id), erased: true, records, matches });
  output.line(
    `Member ${id} is erased. Syncs recognise ${records} of their source records and store nothing of them.`,
  );
  if (records === 0) {
    output.note("No source record was theirs: only their work e-mail is recognised, and raises a conflict.");
  }
  if (matches > 0) output.note(`Matches to review: ${matches}; \`muster matches list\` shows them.`);
}

async function liftErasure(context: Context<EraseOptions>, text: string, reason: string): Promise<void> {
  const { output, options } = context;
  const lifted = await inOrganization(context, async (session) => {
    const lift: Lift = { ...(await whoseErasure(session, text)), reason };
    const { store, org, act, engine } = session;
    return store.forOrganization(org.id, (tx) => liftSuppression(tx, engine.keyring, act(), lift));
  });
  if (options.json) return output.json({ lifted });
  output.line("The erasure is lifted: the next full sync that reads them makes a new member.");
}

async function whoseErasure(
  session: Session,
  text: string,
): Promise<{ integrationId: number; externalId: string } | { emailKey: string }> {
  const record = await recordOf(session, text);
  if (record) return record;
  if (text.includes("@")) return { emailKey: foldKey(text) };
  throw usageError(`"${text}" names no record.`, {
    code: "badRecord",
    fix: "Give INTEGRATION:EXTERNALID, such as hr:4711, or the work e-mail.",
  });
}

function oneOfBoth(): Error {
  return usageError("Name a member to erase, or with --lift whose erasure ends.", {
    code: "nobodyNamed",
    fix: "`muster members erase MEMBER`, or `muster members erase --lift INTEGRATION:EXTERNALID --reason TEXT`.",
  });
}

function needsReason(): Error {
  return usageError("An erasure is lifted with a reason only.", {
    code: "reasonMissing",
    fix: "Give --reason; it is kept with the act.",
  });
}
