import { unlinkRecord } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { confirm } from "../../context/confirm.ts";
import { memberOf, recordOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";

interface UnlinkOptions {
  record: string;
}

/** Takes a source record off a member, for good. */
export async function unlink(context: Context<UnlinkOptions>, text: string): Promise<void> {
  const { output, options } = context;
  const { id, left } = await inOrganization(context, async (session) => {
    const { store, org, act } = session;
    const record = await recordOf(session, options.record);
    if (!record) throw badRecord(options.record);
    const member = await store.forOrganization(org.id, (tx) => memberOf(tx, text));
    await confirm(
      context,
      `Take record ${options.record} off member ${member.id}? No sync ever gives it back to them.`,
    );
    const unlinked = await store.forOrganization(org.id, (tx) =>
      unlinkRecord(tx, act(), { memberId: member.id, ...record }),
    );
    return { id: member.id, left: unlinked };
  });
  const { liveClaims, records } = left;
  if (options.json) return output.json({ id: String(id), record: options.record, liveClaims, records });
  output.line(
    `Record ${options.record} is no longer member ${id}'s. The next full sync judges it as somebody new.`,
  );
  if (liveClaims > 0) return;
  output.note(
    `No source claims member ${id} any more. They stay as they are: \`muster members deactivate ${id} --reason TEXT\` takes them out.`,
  );
}

function badRecord(text: string): Error {
  return usageError(`"${text}" names no record of an integration.`, {
    code: "badRecord",
    fix: "Give INTEGRATION:EXTERNALID as `muster members show` lists them, such as hr:4711.",
  });
}
