import type { Connector } from "@muster/connector-sdk";
import { z } from "zod";
import type { Context } from "../../context/action.ts";
import { renderTable } from "../../output/table.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { connectorOf } from "./installed.ts";

interface Setting {
  name: string;
  required: boolean;
  help: string | null;
}

export async function showConnector({ output, options }: Context, id: string): Promise<void> {
  const shown = describe(connectorOf(id));
  if (options.json) return output.json(shown);
  const { name, docs, settings, auth, limits, pageSize, example } = shown;
  output.line(`${name} (${id})  ${docs}`);
  output.line(
    renderTable(
      ["setting", "needed", "what it is"],
      settings.map((setting) => [setting.name, setting.required, setting.help]),
    ),
  );
  output.line(
    renderTable(
      ["signs in by", "secret", "where to find it"],
      auth.flatMap(({ method, secrets }) => secrets.map((secret) => [method, secret.name, secret.help])),
    ),
  );
  const rates = limits.windows.map(
    ({ requests, seconds, penaltySeconds }) =>
      `${requests} requests in ${seconds} s${penaltySeconds === undefined ? "" : ` (one more closes it for ${penaltySeconds} s)`}`,
  );
  const page = pageSize === null ? "everybody in one answer" : `${pageSize} people a page`;
  output.line(`Limits: ${rates.join(", ")}, ${limits.concurrent} at once; ${page}.`);
  output.line(`Config FILE: ${JSON.stringify(example)}`);
}

function describe(connector: Connector) {
  const { limits } = connector;
  const settings = settingsOf(connector);
  return {
    ...capabilitiesOf(connector),
    settings,
    auth: Object.entries(connector.auth).map(([method, { label, secrets }]) => ({
      method,
      label,
      secrets: Object.entries(secrets).map(([key, field]) => ({
        name: key,
        label: field.label,
        help: field.help ?? null,
      })),
    })),
    limits: { windows: limits.windows, concurrent: limits.concurrent },
    example: exampleConfig(connector, settings),
  };
}

/** Read off the schema, so that nobody has to say it twice. */
const Described = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function settingsOf(connector: Connector): Setting[] {
  const schema = z.toJSONSchema(connector.settings, { io: "input", unrepresentable: "any" });
  const { properties, required } = Described.parse(schema);
  return Object.keys(properties).map((name) => ({
    name,
    required: required.includes(name),
    help: connector.settingsHelp?.[name] ?? null,
  }));
}

function exampleConfig(connector: Connector, settings: readonly Setting[]): object {
  const [method] = Object.entries(connector.auth);
  const secrets = method ? Object.keys(method[1].secrets) : [];
  return {
    settings: Object.fromEntries(settings.filter(({ required }) => required).map(({ name }) => [name, "…"])),
    auth: {
      ...(method && { method: method[0] }),
      ...Object.fromEntries(secrets.map((name) => [name, "…"])),
    },
  };
}
