import { parseConnectorConfig } from "@muster/connector-host";
import { type Connector, isConnectorError, MAPPING_TARGETS } from "@muster/connector-sdk";
import { z } from "zod";
import { messageOf } from "./bench.ts";
import { leaksIn } from "./leaks.ts";
import type { Bench, Findings, Scenario } from "./scenario.ts";

/** What a connector says of itself, as far as defineConnector does not already refuse it. */
export const declarationScenarios: readonly Scenario[] = [
  { name: "the declaration links to the vendor's documentation and names what it asks for", run: named },
  { name: "each way to sign in says where its secrets are made", run: helpful },
  { name: "the working configuration of the vendor is accepted, with each way to sign in", run: configured },
  { name: "a configuration with something missing, misspelt or of another kind is refused", run: refuses },
  { name: "no setting leads to another host than the vendor's", run: staysAtHome },
  { name: "the address is a bare https origin and the account tells no secret", run: addressed },
];

/** What an attacker, or a careless admin, may write where a name belongs. */
const OTHER_HOSTS = [
  "127.0.0.1",
  "2130706433",
  "10.0.0.5",
  "169.254.169.254",
  "[::1]",
  "localhost",
  "elsewhere.test",
  "https://elsewhere.test",
  "elsewhere.test/",
  "elsewhere.test:8443",
  "elsewhere.test?",
  "elsewhere.test#",
  "user@elsewhere.test",
  "elsewhere.test\\",
  "elsewhere.test%2f",
  "acme/..",
  "acme:8443",
  "acme.",
  "",
];

async function named({ connector }: Bench): Promise<Findings> {
  const { name, docs, auth, fields, mapping, webhook } = connector;
  const methods = Object.entries(auth);
  const secrets = [...methods, ...(webhook ? ([["webhook", webhook]] as const) : [])].flatMap(
    ([method, { secrets: declared }]) =>
      Object.entries(declared).map(([secret, { label }]) => [`${method}.${secret}`, label] as const),
  );
  const targets: readonly string[] = MAPPING_TARGETS;
  return [
    blank(name) ? ["it has no name"] : [],
    URL.canParse(docs) && new URL(docs).protocol === "https:" ? [] : ["its docs are no https address"],
    methods.length > 0 ? [] : ["it has no way to sign in"],
    methods.filter(([, { label }]) => blank(label)).map(([id]) => `the auth method ${id} has no label`),
    secrets.filter(([, label]) => blank(label)).map(([id]) => `the secret ${id} has no label`),
    fields.filter(({ label }) => blank(label)).map(({ id }) => `the field ${id} has no label`),
    mapping.workEmail ? [] : ["nothing is mapped to the work e-mail, so that everybody would be skipped"],
    Object.keys(mapping)
      .filter((target) => !targets.includes(target))
      .map((target) => `its mapping fills ${target}, which no employee has`),
  ].flat();
}

async function helpful({ connector, simulator }: Bench): Promise<Findings> {
  const { auth, settingsHelp = {} } = connector;
  return [
    Object.entries(auth)
      .filter(([, { secrets }]) => Object.values(secrets).every(({ help = "" }) => blank(help)))
      .map(([id]) => `none of the secrets of ${id} has help`),
    settingNames(connector, simulator.config)
      .filter((name) => blank(settingsHelp[name] ?? ""))
      .map((name) => `the setting ${name} has no help`),
  ].flat();
}

async function configured({ connector, simulator }: Bench): Promise<Findings> {
  const { config, authMethods } = simulator;
  return Object.entries({ "": config, ...withEach(config, authMethods) }).flatMap(([method, whole]) => {
    const refusal = refusalOf(connector, whole);
    return refusal === undefined ? [] : [`it is refused: ${refusal}${method && ` (${method})`}`];
  });
}

async function refuses({ connector, simulator }: Bench): Promise<Findings> {
  const { config, authMethods } = simulator;
  const settings = settingsOf(config);
  const wrong: Record<string, object> = {
    "a setting that there is not": { ...config, settings: { ...settings, plainlyMisspelt: "x" } },
  };
  for (const name of Object.keys(settings)) {
    wrong[`a list for the setting ${name}`] = { ...config, settings: { ...settings, [name]: ["x"] } };
  }
  for (const [method, auth] of Object.entries(authMethods)) {
    wrong[`a secret of ${method} that there is not`] = { ...config, auth: { ...auth, plainlyMisspelt: "x" } };
    for (const name of Object.keys(auth)) {
      const rest = Object.fromEntries(Object.entries(auth).filter(([other]) => other !== name));
      wrong[`${method} without its ${name}`] = { ...config, auth: rest };
    }
  }
  return Object.entries(wrong)
    .filter(([, whole]) => refusalOf(connector, whole) === undefined)
    .map(([what]) => `it accepts ${what}`);
}

async function staysAtHome({ connector, simulator }: Bench): Promise<Findings> {
  const { config } = simulator;
  const settings = settingsOf(config);
  const home = addressesOf(connector, config);
  const texts = settingNames(connector, config).filter((name) => typeof (settings[name] ?? "") === "string");
  return texts.flatMap((name) =>
    OTHER_HOSTS.filter((value) => {
      const changed = { ...config, settings: { ...settings, [name]: value } };
      if (refusalOf(connector, changed) !== undefined) return false;
      const led = Object.entries(addressesOf(connector, changed));
      return led.some(([use, address]) => !sameHome(address, home[use] ?? address));
    }).map((value) => `the setting ${name} leads elsewhere when it is ${JSON.stringify(value)}`),
  );
}

async function addressed({ connector, simulator }: Bench): Promise<Findings> {
  const { config, authMethods } = simulator;
  return Object.values(withEach(config, authMethods)).flatMap((whole) => {
    const { settings, secrets } = parseConnectorConfig(connector, whole);
    const base = connector.baseUrl({ settings });
    const account = connector.limits.account?.({ settings, secrets }) ?? "its credentials";
    return [
      Object.values(addressesOf(connector, whole)).every(isHttps)
        ? []
        : ["one of its addresses is not https"],
      base.endsWith("/") ? ["its base URL ends with a slash"] : [],
      blank(account) ? ["its limits name no account"] : [],
      leaksIn(`${base} ${account}`, simulator),
    ].flat();
  });
}

/** Wherever credentials would be sent to, by what it is for. Consent may need a setting that a read does not. */
function addressesOf(connector: Connector, whole: unknown): Readonly<Record<string, string>> {
  const { settings } = parseConnectorConfig(connector, whole);
  const addresses: Record<string, string> = { requests: connector.baseUrl({ settings }) };
  for (const [method, auth] of Object.entries(connector.auth)) {
    if (auth.type !== "oauth") continue;
    addresses[`${method}.token`] = auth.tokenUrl({ settings });
    const consent = auth.grant.type === "refreshToken" ? auth.grant.consent : undefined;
    const page = consent && consentPage(() => consent.url({ settings }));
    if (page !== undefined) addresses[`${method}.consent`] = page;
  }
  return addresses;
}

function consentPage(url: () => string): string | undefined {
  try {
    return url();
  } catch (error) {
    if (isConnectorError(error) && error.kind === "config") return undefined;
    throw error;
  }
}

/** True for an address of the same vendor: https, the usual port, no user, and under the same domain. */
function sameHome(address: string, home: string): boolean {
  if (!isHttps(address)) return false;
  const { hostname, port, username } = new URL(address);
  const domain = new URL(home).hostname.split(".").slice(-2).join(".");
  return port === "" && username === "" && `.${hostname}`.endsWith(`.${domain}`);
}

function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === "https:";
}

function withEach(config: object, authMethods: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(authMethods).map(([method, auth]) => [method, { ...config, auth }]),
  );
}

/** Why a configuration is refused; undefined where it is accepted. */
function refusalOf(connector: Connector, whole: unknown): string | undefined {
  try {
    parseConnectorConfig(connector, whole);
    return undefined;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "config") return messageOf(error);
    throw error;
  }
}

/** Those of the working configuration, and those that it can do without. */
function settingNames({ settings }: Connector, config: object): string[] {
  const declared = settings instanceof z.ZodObject ? Object.keys(settings.shape) : [];
  return [...new Set([...Object.keys(settingsOf(config)), ...declared])];
}

function settingsOf(config: object): Readonly<Record<string, unknown>> {
  const settings = "settings" in config ? config.settings : undefined;
  return typeof settings === "object" && settings !== null ? { ...settings } : {};
}

function blank(text: string): boolean {
  return text.trim() === "";
}
