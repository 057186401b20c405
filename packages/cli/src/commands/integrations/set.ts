import { acceptNarrowerPermissions, reconfigure } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { readConfigFile } from "../../context/config-file.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";

interface SetOptions {
  config?: string;
  acceptPermissions?: true;
}

/** Replaces settings and credentials, accepts narrower permissions, or both. */
export async function setIntegration(context: Context<SetOptions>, id: string): Promise<void> {
  const { output, options } = context;
  if (options.config === undefined && !options.acceptPermissions) throw nothingToSet();
  const config = options.config === undefined ? undefined : await readConfigFile(options.config);
  return inOrganization(context, async (session) => {
    const { engine, actor } = session;
    const integration = await integrationOf(session, id);
    if (config !== undefined) await reconfigure(engine, integration, { config, actor });
    const accepted = options.acceptPermissions
      ? await acceptNarrowerPermissions(engine, integration, actor)
      : undefined;
    const { name } = integration;
    if (options.json) {
      return output.json({
        id: String(integration.id),
        name,
        reconfigured: config !== undefined,
        acceptedLoss: accepted ?? null,
      });
    }
    if (config !== undefined)
      output.line(`"${name}" has new settings and credentials; the old ones are gone.`);
    if (options.acceptPermissions) output.line(acceptance(accepted));
  });
}

function acceptance(accepted: readonly string[] | undefined): string {
  if (accepted === undefined) return "No full read has reached its end yet: there is nothing to accept.";
  if (accepted.length === 0) return "The newest full read saw every field: nothing had to be accepted.";
  return `Accepted: these fields are not seen any more: ${accepted.join(", ")}. Absence counts again.`;
}

function nothingToSet(): Error {
  return usageError("There is nothing to set.", {
    code: "nothingToSet",
    fix: "Give --config FILE, --accept-permissions, or both.",
  });
}
