import { deleteIntegration, type EndedIntegration, type Integration, takenBack } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { confirm } from "../../context/confirm.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";

interface DeleteOptions {
  release?: true;
  transferTo?: string;
  dryRun?: true;
}

/** Ends an integration: its claims end with it, or move to another one. */
export async function deleteOne(context: Context<DeleteOptions>, id: string): Promise<void> {
  const { options } = context;
  if ((options.release === undefined) === (options.transferTo === undefined)) throw oneOfBoth();
  await inOrganization(context, async (session) => {
    const integration = await integrationOf(session, id);
    const target = options.transferTo === undefined ? null : await integrationOf(session, options.transferTo);
    if (target?.id === integration.id) throw intoItself(integration);
    const preview = await end(session, integration, target, true);
    if (options.dryRun) return tell(context, { integration, target, ended: preview });
    await confirm(context, question(integration, target, preview));
    tell(context, { integration, target, ended: await end(session, integration, target, false) });
  });
}

function end(
  { store, org, act }: Session,
  integration: Integration,
  target: Integration | null,
  dryRun: boolean,
): Promise<EndedIntegration> {
  const what = { integrationId: integration.id, transferTo: target?.id ?? null };
  return store.forOrganization(org.id, (tx) =>
    dryRun ? takenBack(tx, () => deleteIntegration(tx, act(), what)) : deleteIntegration(tx, act(), what),
  );
}

function question({ name }: Integration, target: Integration | null, { people }: EndedIntegration): string {
  const claims =
    target === null ? "Nobody claims them afterwards" : `"${target.name}" claims them afterwards`;
  return `Delete "${name}", which claims or claimed ${people} members? ${claims}; they stay as they are.`;
}

function tell(
  { output, options }: Context<DeleteOptions>,
  done: { integration: Integration; target: Integration | null; ended: EndedIntegration },
): void {
  const { integration, target, ended } = done;
  const { people, records, collisions, deactivations, holds } = ended;
  if (options.json) {
    return output.json({
      id: String(integration.id),
      name: integration.name,
      dryRun: options.dryRun === true,
      transferTo: target === null ? null : String(target.id),
      ...ended,
    });
  }
  const tense = options.dryRun ? "would be" : "is";
  output.line(
    `"${integration.name}" ${tense} deleted; ${people} members stay as they are, ${
      target === null
        ? `and its ${records} records claim nobody any more`
        : `and ${records} of its records belong to "${target.name}"`
    }.`,
  );
  if (collisions > 0) {
    output.line(`${collisions} of its records had the id of one of the target's: the target's own are kept.`);
  }
  if (deactivations > 0)
    output.line(`${deactivations} open deactivations are the organization's from now on.`);
  if (holds > 0) output.line(`${holds} people wait for no decision any more.`);
  if (target !== null) output.line(`The next run of "${target.name}" holds all leavers once.`);
}

function oneOfBoth(): Error {
  return usageError("What becomes of the integration's claims has to be said.", {
    code: "claimsUndecided",
    fix: "Give --release to end them, or --transfer-to ID to move them to another integration; --dry-run shows the counts.",
  });
}

function intoItself({ name }: Integration): Error {
  return usageError(`"${name}" cannot take over its own claims.`, {
    code: "sameIntegration",
    fix: "Give --transfer-to another integration.",
  });
}
