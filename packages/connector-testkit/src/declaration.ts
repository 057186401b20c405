import { parseConnectorConfig } from "@muster/connector-host";
import { type Bench, type Findings, messageOf, type Scenario } from "./bench.ts";
import { leaksIn } from "./leaks.ts";

/** What a connector says of itself, as far as defineConnector does not already refuse it. */
export const declarationScenarios: readonly Scenario[] = [
  { name: "the declaration links to the vendor's documentation and names what it asks for", run: named },
  { name: "the working configuration of the vendor is accepted", run: configured },
  { name: "the address is a bare https origin and the account tells no secret", run: addressed },
];

async function named({ connector }: Bench): Promise<Findings> {
  const { name, docs, auth, fields, mapping } = connector;
  const methods = Object.entries(auth);
  return [
    blank(name) ? ["it has no name"] : [],
    URL.canParse(docs) && new URL(docs).protocol === "https:" ? [] : ["its docs are no https address"],
    methods.length > 0 ? [] : ["it has no way to sign in"],
    methods.filter(([, { label }]) => blank(label)).map(([id]) => `the auth method ${id} has no label`),
    methods.flatMap(([id, { secrets }]) =>
      Object.entries(secrets)
        .filter(([, { label }]) => blank(label))
        .map(([secret]) => `the secret ${id}.${secret} has no label`),
    ),
    fields.filter(({ label }) => blank(label)).map(({ id }) => `the field ${id} has no label`),
    mapping.workEmail ? [] : ["nothing is mapped to the work e-mail, so that everybody would be skipped"],
  ].flat();
}

async function configured({ connector, simulator }: Bench): Promise<Findings> {
  try {
    const { method } = parseConnectorConfig(connector, simulator.config);
    return method in connector.auth ? [] : [`the auth method ${method} is not declared`];
  } catch (error) {
    return [`it is refused: ${messageOf(error)}`];
  }
}

async function addressed({ connector, simulator }: Bench): Promise<Findings> {
  const { settings, secrets } = parseConnectorConfig(connector, simulator.config);
  const base = connector.baseUrl({ settings });
  const account = connector.limits.account?.({ settings, secrets }) ?? "its credentials";
  return [
    URL.canParse(base) && new URL(base).protocol === "https:" ? [] : ["its base URL is no https address"],
    base.endsWith("/") ? ["its base URL ends with a slash"] : [],
    blank(account) ? ["its limits name no account"] : [],
    leaksIn(`${base} ${account}`, simulator),
  ].flat();
}

function blank(text: string): boolean {
  return text.trim() === "";
}
