import { openConnector, parseConnectorConfig } from "@muster/connector-host";
import { listIntegrations } from "@muster/store";
import { connect, findConnector, readSchedule } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { readConfigFile } from "../../context/config-file.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";

interface CreateOptions {
  connector: string;
  name: string;
  config: string;
  baseUrl?: string;
  schedule?: string;
}

const LONGEST_NAME = 100;

export async function createIntegration(context: Context<CreateOptions>): Promise<void> {
  const { output, options } = context;
  const name = options.name.trim();
  refuseBadName(name);
  const config = await readConfigFile(options.config);
  const made = await inOrganization(context, async (session) => {
    await refuseTakenName(session, name);
    refuseBadTarget(session, options, config);
    const { connector, baseUrl, schedule } = options;
    return connect(session.engine, {
      actor: session.actor,
      orgId: session.org.id,
      connector,
      name,
      config,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(schedule !== undefined && { schedule: readSchedule(schedule, `${session.org.id}/${name}`) }),
    });
  });
  const { id, connector, enabled } = made;
  if (options.json) return output.json({ id: String(id), connector, name: made.name, enabled });
  output.line(`Integration ${id}, "${made.name}" (${connector}), is stored and switched off.`);
  output.note(`Next: \`muster integrations test ${id}\`, then \`muster integrations enable ${id}\`.`);
}

/** Commands take a number or a name: a name that is a number could be either. */
function refuseBadName(name: string): void {
  const wrong =
    name === ""
      ? "is blank"
      : name.length > LONGEST_NAME
        ? `is longer than ${LONGEST_NAME} characters`
        : /\p{Cc}/u.test(name)
          ? "holds a control character"
          : /^\d+$/.test(name)
            ? "is a number"
            : null;
  if (wrong === null) return;
  throw usageError(`The name of the integration ${wrong}.`, {
    code: "badName",
    fix: "Give a short --name such as hr.",
  });
}

async function refuseTakenName({ store, org }: Session, name: string): Promise<void> {
  const all = await store.forOrganization(org.id, listIntegrations);
  const twin = all.find((integration) => integration.name === name);
  if (!twin) return;
  throw usageError(`Integration ${twin.id} has that name already.`, {
    code: "nameTaken",
    fix: "Give another --name.",
  });
}

/** A base URL that the guard will never let through is refused now, not by the first run. */
function refuseBadTarget({ engine }: Session, { connector: id, baseUrl }: CreateOptions, raw: unknown): void {
  const connector = findConnector(engine, id);
  const config = parseConnectorConfig(connector, raw);
  openConnector(connector, { config, baseUrl, allowHosts: engine.allowHosts }).close();
}
