import { liveWorkers } from "@muster/store";
import { enable, pause } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";

export async function enableIntegration(context: Context, id: string): Promise<void> {
  const { output, options } = context;
  return inOrganization(context, async (session) => {
    const integration = await integrationOf(session, id);
    const run = await enable(session.engine, integration, session.actor);
    const { name } = integration;
    if (options.json) {
      output.json({ id: String(integration.id), name, enabled: true, run: String(run.id) });
    } else {
      output.line(`"${name}" is switched on; run ${run.id} is queued.`);
    }
    if ((await liveWorkers(session.store)).length === 0) {
      output.note(
        `No worker is running: start \`muster worker\`, or \`muster sync ${integration.id} --inline\`.`,
      );
    }
  });
}

export async function pauseIntegration(context: Context, id: string): Promise<void> {
  const { output, options } = context;
  return inOrganization(context, async (session) => {
    const integration = await integrationOf(session, id);
    await pause(session.engine, integration, session.actor);
    const { name } = integration;
    if (options.json) output.json({ id: String(integration.id), name, enabled: false });
    else output.line(`"${name}" is switched off; what it brought stays.`);
  });
}
